import type { IncomingMessage } from 'node:http';
import type { JwtContext } from './jwt-authorizer.ts';
import type { RequestTarget } from './request-target.ts';
import type { RouteMatch } from './route-table.ts';

/** What an event is made of. */
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
 * Makes the event that a function gets for a request: payload format 2.0.
 *
 * Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs". Fields without a value are
 * left out, as the service does.
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

/** `12/Mar/2020:19:03:58 +0000`: the time of the Common Log Format, in UTC. */
function commonLogTime(at: Date): string {
  const [, day, month, year, time] = at.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

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

/** The body of a request as an event carries it. */
export interface EventBody {
  /** Left out for an empty body. */
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

const TEXT_TYPES = new Set(['application/json', 'application/xml', 'application/javascript']);

/**
 * Puts a request body into an event: as text for `text/*`, JSON, XML and JavaScript, else as base64.
 *
 * The developer guide only says that binary types are base64. That everything else is binary, forms and a missing type
 * too, was measured against the service (ministackorg/ministack, pull request "v2 Lambda-proxy honors isBase64Encoded").
 */
export function eventBody(bytes: Buffer, contentType: string | undefined): EventBody {
  if (bytes.length === 0) return { isBase64Encoded: false };
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const isText = type.startsWith('text/') || TEXT_TYPES.has(type);
  return { body: bytes.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}
