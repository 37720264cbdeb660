import type { JsonObject } from '../../../core/json.ts';
import type { RouteSpec } from '../define-route.ts';
import { OPERATIONS } from '../read-orders.ts';
import { RESPONSE_SCHEMAS } from '../response-schemas.ts';
import { jsonSchemas } from './json-schemas.ts';
import { BEARER, operationObject } from './operation-object.ts';
import { orderComponents } from './order-components.ts';
import { webhookComponents, webhookEvents } from './webhook-events.ts';

/** The version of the API; changes with what callers can rely on. */
export const API_VERSION = '1.0.0';

/**
 * The OpenAPI 3.1 document of the API: routes and scopes come from the blueprint, schemas from those that the code
 * itself checks with.
 *
 * Source of the form: OpenAPI Specification 3.1.1.
 *
 * It has no `servers`: where the API is reached is for the request to say.
 *
 * @param routes the routes of the tenant's blueprint
 * @throws TypeError a route has no operation in `OPERATIONS`
 */
export function openApiDocument(routes: readonly RouteSpec[]): JsonObject {
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Order API',
      version: API_VERSION,
      description: 'Takes orders, runs each through the plugins of its sequence, and tells how they are doing.',
    },
    tags: [
      { name: 'orders', description: 'Orders and their history.' },
      { name: 'webhooks', description: 'Who is told of order events, and how that goes.' },
      { name: 'tenant', description: 'What the tenant runs.' },
    ],
    paths: pathsOf(routes),
    webhooks: webhookEvents(),
    components: {
      schemas: { ...orderComponents(), ...jsonSchemas(RESPONSE_SCHEMAS, 'output'), ...webhookComponents() },
      securitySchemes: {
        [BEARER]: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A token whose scopes include the one that the operation names.',
        },
      },
    },
  };
}

function pathsOf(routes: readonly RouteSpec[]): JsonObject {
  const byPath = Object.groupBy(routes, (route) => route.path);
  return Object.fromEntries(
    Object.entries(byPath).map(([path, ofPath = []]) => [
      path,
      Object.fromEntries(ofPath.map((route) => [route.method.toLowerCase(), operationOf(route)])),
    ]),
  );
}

function operationOf(route: RouteSpec): JsonObject {
  const key = `${route.method} ${route.path}`;
  const spec = OPERATIONS[key];
  if (spec === undefined) throw new TypeError(`Expected OPERATIONS to describe ${key}, found nothing: add an entry.`);
  return operationObject(route, spec);
}
