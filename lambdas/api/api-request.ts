import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import type { ApiRouteKey, InputOf, ResponseOf } from '../../blueprint/routes/routes.ts';

/** A request to the HTTP API. */
export interface ApiRequest {
  /** `METHOD /path` as in the blueprint, e.g. `GET /orders/{id}`. */
  readonly route: string;
  readonly pathParameters: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Text as the gateway decoded it, or the bytes; undefined if there is none. See `decodeBody`. */
  readonly body: string | Uint8Array | undefined;
  /** The URL of the API, e.g. `https://abc.execute-api.eu-west-1.amazonaws.com`. */
  readonly origin: string;
  /** Who sent the request; absent on a public route. */
  readonly caller?: string;
  /** The time limit of the function; absent if there is none. */
  readonly invocation?: Invocation;
}

/** The time limit of an invocation. */
export interface Invocation {
  /** When the invocation started, on the clock of `performance.now()`. */
  readonly startedAt: number;
  /** How long it may take from then on, in milliseconds. */
  readonly timeLimitMs: number;
}

/** A request to a route, with parameters and body parsed by the schemas of the route. */
export type RouteRequest<Key extends ApiRouteKey> = Omit<ApiRequest, 'pathParameters' | 'query' | 'body'> &
  InputOf<Key>;

/** A successful response of a route. */
export type ResponseTo<Key extends ApiRouteKey> = ResponseOf<Key>;

/** A response with a JSON body. */
export interface ApiResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Handles requests to the routes of a function. Throws `ApiProblem` to return a problem document. */
export type HandleRequest = (request: ApiRequest) => Promise<ApiResponse>;

/** Reads an event of an HTTP API (payload format 2.0). */
export function requestOf(event: APIGatewayProxyEventV2): ApiRequest {
  const { body, isBase64Encoded } = event;
  const caller = callerOf(event);
  return {
    route: event.routeKey,
    pathParameters: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    headers: event.headers,
    body: body !== undefined && isBase64Encoded ? Buffer.from(body, 'base64') : body,
    origin: `${event.headers['x-forwarded-proto'] ?? 'https'}://${event.headers.host ?? event.requestContext.domainName}`,
    ...(caller !== undefined && { caller }),
  };
}

/** Converts a response to the result that an HTTP API expects. */
export function resultOf({ status, headers, body }: ApiResponse): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

const authorizerSchema = z.object({
  authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.unknown()) }) }),
});

/**
 * Returns the name of the caller for the audit trail: the subject of the token, and its client if different.
 *
 * Claims: `sub` and `client_id` of RFC 9068; issuers that follow OpenID Connect name the client in `azp`.
 *
 * @returns undefined for a public route, which has no token
 */
export function callerOf({ requestContext }: APIGatewayProxyEventV2): string | undefined {
  const parsed = authorizerSchema.safeParse(requestContext);
  if (!parsed.success) return undefined;
  const { sub, client_id, azp } = parsed.data.authorizer.jwt.claims;
  const client = claimText(client_id) ?? claimText(azp);
  const subject = claimText(sub) ?? client;
  return client === undefined || client === subject ? subject : `${subject} (client ${client})`;
}

function claimText(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim !== '' ? claim.slice(0, 255) : undefined;
}
