import type { JsonObject } from '../../../core/json.ts';
import type { RouteDefinition } from '../define-route.ts';
import { RESPONSE_SCHEMAS } from '../response-schemas.ts';
import { ROUTES } from '../routes.ts';
import { jsonSchemas } from './json-schemas.ts';
import { BEARER, operationObject } from './operation-object.ts';
import { orderComponents } from './order-components.ts';
import { webhookComponents, webhookEvents } from './webhook-events.ts';

/** The version of the API. Changes with its contract. */
export const API_VERSION = '1.0.0';

/**
 * Generates the OpenAPI 3.1 document of the API from its routes and their schemas.
 *
 * The document has no `servers`: the URL of the API is only known from a request.
 *
 * Source of the format: OpenAPI Specification 3.1.1.
 */
export function openApiDocument(): JsonObject & { readonly openapi: string } {
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Order API',
      version: API_VERSION,
      description: 'Accepts orders, runs each one through the plugins of its sequence, and reports its progress.',
    },
    tags: [
      { name: 'orders', description: 'Orders and their history.' },
      { name: 'webhooks', description: 'Receivers of order events, and deliveries to them.' },
      { name: 'tenant', description: 'The config and health of the tenant.' },
    ],
    paths: paths(ROUTES),
    webhooks: webhookEvents(),
    components: {
      schemas: { ...orderComponents(), ...jsonSchemas(RESPONSE_SCHEMAS, 'output'), ...webhookComponents() },
      securitySchemes: {
        [BEARER]: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A token with the scope that the operation requires.',
        },
      },
    },
  };
}

function paths(routes: readonly RouteDefinition[]): JsonObject {
  const byPath = Object.groupBy(routes, (route) => route.path);
  return Object.fromEntries(
    Object.entries(byPath).map(([path, routesOfPath = []]) => [
      path,
      Object.fromEntries(routesOfPath.map((route) => [route.method.toLowerCase(), operationObject(route)])),
    ]),
  );
}
