import type * as z from 'zod';
import type { Scope } from '../../core/access.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ParsedOrder } from '../../core/order/parse-order.ts';
import type { ApiProblemType } from './api-problems.ts';
import type { RequestHeader, ResponseHeader, ResponseHeaders } from './headers.ts';
import type { ResponseBody, ResponseName } from './response-schemas.ts';

/** The part of a route that a gateway needs. */
export interface RouteSpec {
  readonly method: 'GET' | 'POST';
  /** With path parameters in braces, e.g. `/orders/{id}`. */
  readonly path: string;
  /** The scope that a token must carry; null for a public route. */
  readonly scope: Scope | null;
  /** Another scope that a token may carry instead. @default none */
  readonly orScope?: Scope;
  /** Id of the function that handles it. */
  readonly function: string;
}

/** A route with everything that its handler, its callers and the OpenAPI document need to know. */
export interface RouteDefinition extends RouteSpec {
  /** A unique name, which generated clients use for the method. */
  readonly operationId: string;
  readonly tag: 'orders' | 'proposals' | 'connections' | 'webhooks' | 'erasures' | 'tenant';
  /** One line, in the imperative. */
  readonly summary: string;
  readonly description?: string;
  /** A strict schema of the query parameters, or `ignored` to accept any. @default parameters are rejected */
  readonly query?: z.ZodObject | 'ignored';
  /** Headers that the handler reads. @default none */
  readonly headers?: readonly RequestHeader[];
  /** A strict schema of the JSON body, or an order. @default the body is ignored */
  readonly body?: z.ZodObject | OrderBody;
  /** The successful responses by status. */
  readonly responses: Readonly<Record<number, ResponseDefinition>>;
  /** What a request that is not a GET changes. @default something that may not be undone, and again if the request is repeated */
  readonly effect?: RouteEffect;
  /** Whether it is for people only: agents get no tool for it. @default false */
  readonly isForPeople?: boolean;
  /**
   * What may have happened if a service failed during the request, and what the caller does about it.
   *
   * @default nothing has, or the request is safe to repeat
   */
  readonly whenInterrupted?: string;
  /** The problems that the handler can return, besides those of `problemsOf`. */
  readonly problems: readonly ApiProblemType[];
}

/** What a request changes, for callers that ask before they act. */
export interface RouteEffect {
  /** Whether it changes what was there; false if it only adds. */
  readonly destructive: boolean;
  /** Whether a repeat changes nothing more. */
  readonly idempotent: boolean;
}

/** A body that is an order. A function parses it, because its schema depends on the order type. */
export interface OrderBody {
  readonly parseOrder: (body: unknown) => ParsedOrder;
}

/** A successful response. */
export interface ResponseDefinition {
  readonly description: string;
  /** By name, so that a function does not load the schemas of its responses. */
  readonly schema: ResponseName;
  /** @default none */
  readonly headers?: readonly ResponseHeader[];
}

/** Defines a route. */
export function defineRoute<const Route extends RouteDefinition>(route: Route): Route {
  return route;
}

/** Returns every problem that a route can return: those of its input, its own, and `internal-error`. */
export function problemsOf({ body, problems, query }: RouteDefinition): readonly ApiProblemType[] {
  const hasInput = body !== undefined || query !== 'ignored';
  return [
    ...(hasInput ? (['invalid-request'] as const) : []),
    ...(body === undefined ? [] : (['order-too-large', 'unsupported-media-type'] as const)),
    ...problems,
    'internal-error',
    'service-unavailable',
  ];
}

/** Returns the scopes that open a route, any one of which is enough; none for a public route. */
export function scopesOf({ scope, orScope }: Pick<RouteSpec, 'scope' | 'orScope'>): readonly Scope[] {
  return scope === null ? [] : [scope, ...(orScope === undefined ? [] : [orScope])];
}

/** The route key of API Gateway: `METHOD /path`. */
export type RouteKey<Route extends RouteSpec> = Route extends RouteSpec ? `${Route['method']} ${Route['path']}` : never;

/** Returns the key of a route: `METHOD /path`. */
export function routeKey<Route extends RouteSpec>({ method, path }: Route): RouteKey<Route> {
  return `${method} ${path}` as RouteKey<Route>;
}

/** The parsed parameters and body of a request to a route. */
export interface RouteInput<Route extends RouteDefinition> {
  readonly pathParameters: Readonly<Record<PathParameter<Route['path']>, string>>;
  readonly query: Route extends { readonly query: infer Query extends z.ZodObject } ? z.output<Query> : undefined;
  readonly body: Route extends { readonly body: infer Body } ? BodyOf<Body> : undefined;
}

type BodyOf<Body> = Body extends OrderBody ? JsonObject : Body extends z.ZodObject ? z.output<Body> : never;

/** The names of the parameters in a path, e.g. `'id' | 'step'` for `/orders/{id}/steps/{step}`. */
type PathParameter<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParameter<Rest>
  : never;

/** A successful response of a route: status, headers in lower case, and body. */
export type RouteResponse<Route extends RouteDefinition> = ResponseBy<Route['responses']>;

type ResponseBy<Responses extends RouteDefinition['responses']> = {
  readonly [Status in keyof Responses]: {
    readonly status: Status;
    readonly body: Responses[Status] extends ResponseDefinition ? ResponseBody<Responses[Status]['schema']> : never;
  } & HeadersOf<Responses[Status]>;
}[keyof Responses];

type HeadersOf<Response> = Response extends { readonly headers: readonly (infer Header extends ResponseHeader)[] }
  ? { readonly headers: ResponseHeaders<Header> }
  : { readonly headers?: never };
