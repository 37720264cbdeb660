import { SCOPE_DESCRIPTIONS } from '../../../core/access.ts';
import { type JsonObject, MAX_NESTING } from '../../../core/json.ts';
import type { RouteDefinition } from '../define-route.ts';
import { RESPONSE_SCHEMAS } from '../response-schemas.ts';
import { ROUTES } from '../routes.ts';
import { API_TITLE } from './api-title.ts';
import { jsonSchemas } from './json-schemas.ts';
import { BEARER, operationObject } from './operation-object.ts';
import { orderComponents } from './order-components.ts';
import { webhookComponents, webhookEvents } from './webhook-events.ts';

/** The version of the API. Changes with its contract. */
export const API_VERSION = '1.0.0';

/** What the operations of a tag are about. */
const TAGS: Readonly<Record<RouteDefinition['tag'], string>> = {
  orders: 'Orders and their history.',
  proposals: 'One action on many orders: first its preview, then its job.',
  connections: 'Connections to partners, and the orders that wait for them.',
  webhooks: 'Receivers of order events, and deliveries to them.',
  erasures: 'Erasures of personal data, and their certificates.',
  tenant: 'The config and health of the tenant.',
};

const DESCRIPTION = `Accepts orders, runs each one through the plugins of its sequence, and reports its progress.

Some requests that match this document get a 400, because a schema cannot say what is wrong with them:

- JSON that would change when it is read: a key twice in one object, or a number that 64-bit floating point cannot represent.
- Text that is no Unicode, or contains NUL.
- More than ${MAX_NESTING} levels of nesting.
- Card data, secrets and personal data where they must not be; an operation says where.
- Two items of an order with the same id.
- A cursor that is not from an earlier page of the same list with the same filters, a first day after the last one, days that are too far
  apart, and a duration that is too long.
- A patch with a field that neither the order type nor the order has.
- An order that a plugin of the tenant would certainly reject, if the tenant checks orders when they are submitted.

A path or a method that this document does not have gets a 404, as from every HTTP API of API Gateway.`;

/**
 * Generates the OpenAPI 3.1 document of the API from its routes and their schemas.
 *
 * Source of the format: OpenAPI Specification 3.1.1.
 */
export function openApiDocument(): JsonObject & { readonly openapi: string } {
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: API_TITLE,
      version: API_VERSION,
      description: DESCRIPTION,
      contact: { name: 'Whoever runs this system' },
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    // Relative to where the document was read: a Host header is whatever the caller writes.
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: paths(ROUTES),
    webhooks: webhookEvents(),
    components: {
      schemas: { ...orderComponents(), ...jsonSchemas(RESPONSE_SCHEMAS, 'output'), ...webhookComponents() },
      securitySchemes: {
        [BEARER]: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: ['A token with the scope that the operation requires:', '', ...scopeList()].join('\n'),
        },
      },
    },
  };
}

function scopeList(): readonly string[] {
  return Object.entries(SCOPE_DESCRIPTIONS).map(([scope, description]) => `- \`${scope}\`: ${description}`);
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
