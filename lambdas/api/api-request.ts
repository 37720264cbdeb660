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
  /** Who sent the request; absent on a public route. */
  readonly caller?: string;
  /** The client of the token, or its subject if the issuer names no client; absent on a public route. */
  readonly client?: string;
  /** The claims of the token; absent on a public route. */
  readonly claims?: Claims;
  /** The time limit of the function; absent if there is none. */
  readonly invocation?: Invocation;
}

/** The claims of a token, as the gateway passes them on. */
export type Claims = Readonly<Record<string, unknown>>;

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
  const claims = claimsOf(event);
  return {
    route: event.routeKey,
    pathParameters: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    headers: event.headers,
    body: body !== undefined && isBase64Encoded ? Buffer.from(body, 'base64') : body,
    ...(claims !== undefined && { claims, ...namesIn(claims) }),
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

/** Returns the claims of the token of a request; undefined for a public route, which has no token. */
function claimsOf({ requestContext }: APIGatewayProxyEventV2): Claims | undefined {
  return authorizerSchema.safeParse(requestContext).data?.authorizer.jwt.claims;
}

function namesIn(claims: Claims): Pick<ApiRequest, 'caller' | 'client'> {
  const caller = callerOf(claims);
  const client = clientOf(claims) ?? claimText(claims.sub);
  return { ...(caller !== undefined && { caller }), ...(client !== undefined && { client }) };
}

/**
 * Returns the name of the caller for the audit trail: the person in the token, and the client if different.
 *
 * @param personClaim the claim that names the person. @default `sub`, also if the token lacks the claim
 * @returns undefined if the token names nobody
 */
export function callerOf(claims: Claims, personClaim?: string): string | undefined {
  const client = clientOf(claims);
  const person = personOf(claims, personClaim);
  return client === undefined || client === person ? person : `${person} (client ${client})`;
}

/** Returns the person in a token, whatever client they use; the client if there is no person. @param personClaim as above */
export function personOf(claims: Claims, personClaim = 'sub'): string | undefined {
  return claimText(claims[personClaim]) ?? claimText(claims.sub) ?? clientOf(claims);
}

/** Claims: `client_id` of RFC 9068; issuers that follow OpenID Connect name the client in `azp`. */
function clientOf({ client_id, azp }: Claims): string | undefined {
  return claimText(client_id) ?? claimText(azp);
}

function claimText(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim !== '' ? claim.slice(0, 255) : undefined;
}
