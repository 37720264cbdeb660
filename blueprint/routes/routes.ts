import { CONNECTION_ROUTES } from './connections.ts';
import type { RouteInput, RouteKey, RouteResponse } from './define-route.ts';
import { DESCRIBE_ROUTES } from './describe.ts';
import { ERASURES_ROUTES } from './erasures.ts';
import { OPERATE_ORDERS_ROUTES } from './operate-orders.ts';
import { PROPOSALS_ROUTES } from './proposals.ts';
import { READ_ORDERS_ROUTES } from './read-orders.ts';
import { READ_PAYLOAD_ROUTES } from './read-payload.ts';
import { SUBMIT_ORDER_ROUTES } from './submit-order.ts';
import { WEBHOOKS_ROUTES } from './webhooks.ts';

const [PREVIEW_ROUTE, ...TENANT_ROUTES] = DESCRIBE_ROUTES;

/** Every route of the API, in the order of the OpenAPI document. */
export const ROUTES = [
  ...SUBMIT_ORDER_ROUTES,
  PREVIEW_ROUTE,
  ...READ_ORDERS_ROUTES,
  ...READ_PAYLOAD_ROUTES,
  ...OPERATE_ORDERS_ROUTES,
  ...PROPOSALS_ROUTES,
  ...CONNECTION_ROUTES,
  ...WEBHOOKS_ROUTES,
  ...ERASURES_ROUTES,
  ...TENANT_ROUTES,
] as const;

type RoutesByKey = { readonly [Route in (typeof ROUTES)[number] as RouteKey<Route>]: Route };

/** The key of a route of the API, `METHOD /path`. */
export type ApiRouteKey = keyof RoutesByKey;

/** The parsed parameters and body of a request to a route. */
export type InputOf<Key extends ApiRouteKey> = RouteInput<RoutesByKey[Key]>;

/** A successful response of a route. */
export type ResponseOf<Key extends ApiRouteKey> = RouteResponse<RoutesByKey[Key]>;
