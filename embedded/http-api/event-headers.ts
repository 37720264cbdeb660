import type { IncomingMessage } from 'node:http';

/** The headers of a request as an event carries them. */
export interface EventHeaders {
  /** Lower-case names; repeated headers joined with commas; without cookies. */
  readonly headers: Readonly<Record<string, string>>;
  /** Left out when the request has none. */
  readonly cookies?: readonly string[];
}

/**
 * Puts the headers of a request into an event, with what the gateway adds to them: `x-forwarded-for`, `-port`, `-proto`.
 *
 * Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs": cookies move to a field of
 * their own.
 */
export function eventHeaders(request: IncomingMessage): EventHeaders {
  const { cookie, ...others } = request.headersDistinct;
  const lines = Object.entries(others).flatMap(([name, values]) => (values ? [[name, values.join(',')]] : []));
  const { remoteAddress = '', localPort } = request.socket;
  const forwarded = {
    'x-forwarded-for': [...(others['x-forwarded-for'] ?? []), remoteAddress].join(', '),
    'x-forwarded-port': String(localPort),
    'x-forwarded-proto': 'http',
  };
  const cookies = cookie?.flatMap((line) => line.split(/; */)).filter(Boolean) ?? [];
  return { headers: { ...Object.fromEntries(lines), ...forwarded }, ...(cookies.length > 0 && { cookies }) };
}
