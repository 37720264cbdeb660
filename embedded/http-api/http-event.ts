import type { IncomingMessage } from 'node:http';
import type { JwtContext } from './jwt-authorizer.ts';
import type { RequestTarget } from './request-target.ts';
import type { RouteMatch } from './route-table.ts';

/** Parts of an event. */
export interface HttpEventParts {
  readonly request: IncomingMessage;
  readonly target: RequestTarget;
  readonly match: RouteMatch;
  /** Undefined for a public route. */
  readonly jwt: JwtContext | undefined;
  readonly body: Buffer;
  readonly requestId: string;
  readonly at: Date;
}

const ACCOUNT_ID = '000000000000';
const API_ID = 'local';
const STAGE = '$default';

/**
 * Returns the event of a request for its function (payload format 2.0).
 *
 * Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs". Like the service, it
 * omits fields without a value.
 */
export function httpEvent(parts: HttpEventParts): Readonly<Record<string, unknown>> {
  const { request, target, match } = parts;
  const { headers, cookies } = eventHeaders(request);
  return {
    version: '2.0',
    routeKey: match.routeKey,
    rawPath: target.path,
    rawQueryString: target.rawQueryString,
    ...(cookies && { cookies }),
    headers,
    ...optional('queryStringParameters', target.query),
    ...optional('pathParameters', match.pathParameters),
    requestContext: requestContext(parts, headers),
    ...eventBody(parts.body, headers['content-type']),
  };
}

function requestContext(parts: HttpEventParts, headers: Readonly<Record<string, string>>): Record<string, unknown> {
  const { request, target, match, jwt, requestId, at } = parts;
  const domainName = (headers.host ?? '').replace(/:\d+$/, '');
  return {
    accountId: ACCOUNT_ID,
    apiId: API_ID,
    ...(jwt && { authorizer: { jwt } }),
    domainName,
    domainPrefix: domainName.split('.')[0],
    http: {
      method: request.method,
      path: target.path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? '',
      userAgent: headers['user-agent'] ?? '',
    },
    requestId,
    routeKey: match.routeKey,
    stage: STAGE,
    time: commonLogTime(at),
    timeEpoch: at.getTime(),
  };
}

function optional(name: string, values: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  return Object.keys(values).length > 0 ? { [name]: values } : {};
}

/** Formats a time in the Common Log Format, in UTC: `12/Mar/2020:19:03:58 +0000`. */
function commonLogTime(at: Date): string {
  const [, day, month, year, time] = at.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

/** The headers of a request in an event. */
export interface EventHeaders {
  /** Lower-case names; repeated headers joined with commas; without cookies. */
  readonly headers: Readonly<Record<string, string>>;
  /** Omitted when the request has none. */
  readonly cookies?: readonly string[];
}

/**
 * Converts the headers of a request for an event, and adds the gateway's `x-forwarded-for`, `-port` and `-proto`.
 *
 * Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs": cookies have their own
 * field.
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

/** The body of a request in an event. */
export interface EventBody {
  /** Omitted for an empty body. */
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

const TEXT_TYPES = new Set(['application/json', 'application/xml', 'application/javascript']);

/**
 * Converts the body of a request for an event: text for `text/*`, JSON, XML and JavaScript, base64 for any other type.
 *
 * The developer guide says only that binary types are base64. Measurements show that the service treats everything else as
 * binary, including forms and a missing type (ministackorg/ministack, pull request "v2 Lambda-proxy honors
 * isBase64Encoded").
 */
export function eventBody(bytes: Buffer, contentType: string | undefined): EventBody {
  if (bytes.length === 0) return { isBase64Encoded: false };
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const isText = type.startsWith('text/') || TEXT_TYPES.has(type);
  return { body: bytes.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}
