import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { callerOf } from './caller-of.ts';

/** What a route's code needs of a request. */
export interface ApiRequest {
  /** As the blueprint has it, e.g. `GET /orders/{id}`. */
  readonly route: string;
  readonly pathParameters: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as text, decoded; undefined when there is none. */
  readonly body: string | undefined;
  /** Where the API is reached, e.g. `https://abc.execute-api.eu-west-1.amazonaws.com`. */
  readonly origin: string;
  /** Who calls; absent on a public route. */
  readonly caller?: string;
  /** The time that the function has for the request; absent where nothing ends it. */
  readonly invocation?: Invocation;
}

/** The time of one invocation. */
export interface Invocation {
  /** When it began, on the clock of `performance.now()`. */
  readonly begunAt: number;
  /** How long it may take from then on. */
  readonly milliseconds: number;
}

/** An answer with a JSON body. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Reads an event of an HTTP API (payload format 2.0). */
export function requestOf(event: APIGatewayProxyEventV2): ApiRequest {
  const { body, isBase64Encoded } = event;
  const caller = callerOf(event);
  return {
    route: event.routeKey,
    pathParameters: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    headers: event.headers,
    body: body !== undefined && isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
    origin: `${event.headers['x-forwarded-proto'] ?? 'https'}://${event.headers.host ?? event.requestContext.domainName}`,
    ...(caller !== undefined && { caller }),
  };
}

/** Turns an answer into a result of an HTTP API. */
export function resultOf({ status, headers, body }: ApiAnswer): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}
