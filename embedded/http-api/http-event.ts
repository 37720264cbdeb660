import type { IncomingMessage } from 'node:http';
import { eventBody } from './event-body.ts';
import { eventHeaders } from './event-headers.ts';
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
