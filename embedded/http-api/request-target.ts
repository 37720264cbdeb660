import { GatewayError } from './gateway-error.ts';

/** The parsed target of a request. */
export interface RequestTarget {
  /** Decoded, as in the event of an HTTP API. */
  readonly path: string;
  /** Decoded segments; an encoded slash does not separate them. */
  readonly segments: readonly string[];
  /** As sent, without the question mark. */
  readonly rawQueryString: string;
  /** Decoded; repeated names are joined with commas. */
  readonly query: Readonly<Record<string, string>>;
}

/**
 * Parses the target of a request.
 *
 * @throws GatewayError 400 for anything but a path, and for invalid percent-encoding
 */
export function parseRequestTarget(url: string): RequestTarget {
  if (!url.startsWith('/')) throw new GatewayError(400);
  const mark = url.indexOf('?');
  const rawPath = mark < 0 ? url : url.slice(0, mark);
  const rawQueryString = mark < 0 ? '' : url.slice(mark + 1);
  return {
    path: decode(rawPath),
    segments: rawPath.slice(1).split('/').map(decode),
    rawQueryString,
    query: parseQuery(rawQueryString),
  };
}

function parseQuery(text: string): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  for (const pair of text.split('&').filter(Boolean)) {
    const [name = '', ...rest] = pair.split('=').map((part) => part.replaceAll('+', ' '));
    const key = decode(name);
    const value = decode(rest.join('='));
    const before = values.get(key);
    values.set(key, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(values);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new GatewayError(400, {}, { cause });
  }
}
