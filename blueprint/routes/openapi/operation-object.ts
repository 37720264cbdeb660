import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import { API_PROBLEMS, type ApiProblemType } from '../api-problems.ts';
import { problemsOf, type RouteDefinition } from '../define-route.ts';
import { REQUEST_HEADERS, RESPONSE_HEADERS } from '../headers.ts';
import { orderIdSchema, stepIdSchema } from '../response-parts.ts';
import type { ROUTES } from '../routes.ts';
import { deliveryIdSchema, webhookNameSchema } from '../webhook-schemas.ts';
import { jsonSchemas, schemaReference } from './json-schemas.ts';
import { NEW_ORDER_EXAMPLE, ORDER_REQUEST } from './order-components.ts';

/** The name of the security scheme. */
export const BEARER = 'bearer';

/** Errors of the gateway in front of every route that requires a token. */
const GATEWAY_RESPONSES = {
  401: 'The token is missing or invalid.',
  403: 'The token lacks the scope.',
  429: 'Too many requests.',
} as const;

/** Returns the operation object of a route. */
export function operationObject(route: RouteDefinition): JsonObject {
  const parameters = [...pathParameters(route.path), ...queryParameters(route.query), ...headerParameters(route)];
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    security: route.scope === null ? [] : [{ [BEARER]: [route.scope] }],
    ...(parameters.length > 0 && { parameters }),
    ...(route.body !== undefined && { requestBody: requestBody(route.body) }),
    responses: {
      ...successResponses(route),
      ...problemResponses(problemsOf(route)),
      ...gatewayResponses(route),
    },
  };
}

/** The path up to and including each of its parameters. */
type ParameterPath<Path extends string, Before extends string = ''> = Path extends `${infer Head}}${infer Rest}`
  ? `${Before}${Head}}` | ParameterPath<Rest, `${Before}${Head}}`>
  : never;

/** The schemas of path parameters, by the path up to and including the parameter. */
const PATH_PARAMETERS: Readonly<Record<ParameterPath<(typeof ROUTES)[number]['path']>, z.ZodType>> = {
  '/orders/{id}': orderIdSchema,
  '/orders/{id}/steps/{step}': stepIdSchema,
  '/webhooks/deliveries/{id}': deliveryIdSchema,
  '/webhooks/{name}': webhookNameSchema,
};

function pathParameters(path: string): readonly JsonObject[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(({ 0: { length }, 1: name = '', index }) => {
    const parameter = PATH_PARAMETERS[path.slice(0, index + length) as keyof typeof PATH_PARAMETERS];
    return { name, in: 'path', required: true, schema: jsonSchemas({ parameter }, 'input').parameter ?? {} };
  });
}

function queryParameters(query: RouteDefinition['query']): readonly JsonObject[] {
  if (query === undefined || query === 'ignored') return [];
  const { properties } = jsonSchemas({ query }, 'input').query ?? {};
  const defaults = query.parse({});
  return Object.entries(isJsonObject(properties) ? properties : {}).map(([name, property]) => {
    const { description = '', ...schema } = isJsonObject(property) ? property : {};
    const fallback = z.json().optional().parse(defaults[name]);
    return {
      name,
      in: 'query',
      description,
      schema: { ...schema, ...(fallback !== undefined && { default: fallback }) },
    };
  });
}

function headerParameters({ headers = [] }: RouteDefinition): readonly JsonObject[] {
  return headers.map((name) => ({ name, in: 'header', ...REQUEST_HEADERS[name] }));
}

function requestBody(body: NonNullable<RouteDefinition['body']>): JsonObject {
  if ('parseOrder' in body) return orderBody();
  return { required: true, content: { 'application/json': { schema: jsonSchemas({ body }, 'input').body ?? {} } } };
}

function orderBody(): JsonObject {
  return {
    required: true,
    description: 'At most 128 KB.',
    content: {
      'application/json': {
        schema: { $ref: schemaReference(ORDER_REQUEST) },
        examples: { new: { summary: 'A new subscription', value: NEW_ORDER_EXAMPLE } },
      },
    },
  };
}

function successResponses({ responses }: RouteDefinition): JsonObject {
  return Object.fromEntries(
    Object.entries(responses).map(([status, { description, schema, headers }]) => [
      status,
      {
        description,
        ...(headers !== undefined && {
          headers: Object.fromEntries(headers.map((name) => [name, RESPONSE_HEADERS[name]])),
        }),
        content: { 'application/json': { schema: { $ref: schemaReference(schema) } } },
      },
    ]),
  );
}

function problemResponses(problems: readonly ApiProblemType[]): JsonObject {
  const byStatus = Object.groupBy(problems, (type) => API_PROBLEMS[type].status);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, types = []]) => [
      status,
      {
        description: types.map((type) => `\`${type}\`: ${API_PROBLEMS[type].title}.`).join(' '),
        ...(types.includes('service-unavailable') && { headers: { 'Retry-After': RESPONSE_HEADERS['Retry-After'] } }),
        content: { 'application/problem+json': { schema: { $ref: schemaReference('Problem') } } },
      },
    ]),
  );
}

function gatewayResponses({ scope }: RouteDefinition): JsonObject {
  if (scope === null) return {};
  const content = { 'application/json': { schema: { $ref: schemaReference('GatewayError') } } };
  return Object.fromEntries(
    Object.entries(GATEWAY_RESPONSES).map(([status, description]) => [status, { description, content }]),
  );
}
