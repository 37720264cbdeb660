import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import { API_PROBLEMS, type ApiProblemType, PROBLEM_HEADERS } from '../api-problems.ts';
import { problemsOf, type RouteDefinition, scopesOf } from '../define-route.ts';
import { erasureIdSchema } from '../erasure-schemas.ts';
import { REQUEST_HEADERS, RESPONSE_HEADERS, type ResponseHeader } from '../headers.ts';
import { proposalIdSchema } from '../proposal-schemas.ts';
import { configVersionSchema, orderIdSchema, stepIdSchema } from '../response-parts.ts';
import type { ROUTES } from '../routes.ts';
import { deliveryIdSchema, webhookNameSchema } from '../webhook-schemas.ts';
import { jsonSchemas, schemaReference } from './json-schemas.ts';
import { NEW_ORDER_EXAMPLE, ORDER_REQUEST } from './order-components.ts';

/** The name of the security scheme. */
export const BEARER = 'bearer';

/** Errors of the gateway in front of every route. */
const GATEWAY_RESPONSES = { 429: 'Too many requests.' } as const;

/** Errors of the gateway in front of routes that require a token. */
const TOKEN_RESPONSES = { 401: 'The token is missing or invalid.', 403: 'The token lacks the scope.' } as const;

/** Returns the operation object of a route. */
export function operationObject(route: RouteDefinition): JsonObject {
  const parameters = [...pathParameters(route.path), ...queryParameters(route.query), ...headerParameters(route)];
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: [...(route.description === undefined ? [] : [route.description]), access(route)].join('\n\n'),
    security: route.scope === null ? [] : [{ [BEARER]: [] }],
    ...(route.scope !== null && { 'x-scopes': scopesOf(route) }),
    ...(route.isForPeople === true && { 'x-for-people': true }),
    ...(route.effect !== undefined && { 'x-effect': { ...route.effect } }),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body !== undefined && { requestBody: requestBody(route.body) }),
    responses: {
      ...successResponses(route),
      ...problemResponses(route),
      ...gatewayResponses(route),
    },
  };
}

/** Says which token a route needs. Linters know scopes of OAuth flows only, whose addresses differ from tenant to tenant. */
function access(route: RouteDefinition): string {
  const scopes = scopesOf(route).map((scope) => `\`${scope}\``);
  return scopes.length === 0 ? 'Needs no token.' : `Needs the scope ${scopes.join(' or ')}.`;
}

/** The path up to and including each of its parameters. */
type ParameterPath<Path extends string, Before extends string = ''> = Path extends `${infer Head}}${infer Rest}`
  ? `${Before}${Head}}` | ParameterPath<Rest, `${Before}${Head}}`>
  : never;

/** The schemas of path parameters, by the path up to and including the parameter. */
const PATH_PARAMETERS: Readonly<Record<ParameterPath<(typeof ROUTES)[number]['path']>, z.ZodType>> = {
  '/orders/{id}': orderIdSchema,
  '/orders/{id}/steps/{step}': stepIdSchema,
  '/proposals/{id}': proposalIdSchema,
  '/erasures/{id}': erasureIdSchema,
  '/config/versions/{version}': configVersionSchema,
  '/connections/{name}': z.string().describe('The name of the connection.'),
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
    const fallback = z.json().optional().parse(asWritten(defaults[name]));
    return {
      name,
      in: 'query',
      description,
      schema: { ...schema, ...(fallback !== undefined && { default: fallback }) },
    };
  });
}

/** Returns a value as a query has it: a list as text, its items separated by commas. */
function asWritten(value: unknown): unknown {
  return Array.isArray(value) ? value.join(',') : value;
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
        ...(headers !== undefined && { headers: headerObjects(headers) }),
        content: { 'application/json': { schema: { $ref: schemaReference(schema) } } },
      },
    ]),
  );
}

function problemResponses(route: RouteDefinition): JsonObject {
  const byStatus = Object.groupBy(problemsOf(route), (type) => API_PROBLEMS[type].status);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, types = []]) => [
      status,
      {
        description: types.map((type) => problemDescription(type, route)).join(' '),
        ...problemHeaders(types),
        content: { 'application/problem+json': { schema: { $ref: schemaReference('Problem') } } },
      },
    ]),
  );
}

function problemHeaders(types: readonly ApiProblemType[]): JsonObject {
  const names = new Set(types.flatMap((type) => PROBLEM_HEADERS[type] ?? []));
  return names.size === 0 ? {} : { headers: headerObjects([...names]) };
}

function headerObjects(names: readonly ResponseHeader[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, RESPONSE_HEADERS[name]]));
}

function problemDescription(type: ApiProblemType, { whenInterrupted }: RouteDefinition): string {
  const advice = type === 'service-unavailable' && whenInterrupted !== undefined ? ` ${whenInterrupted}` : '';
  return `\`${type}\`: ${API_PROBLEMS[type].title}.${advice}`;
}

function gatewayResponses({ scope }: RouteDefinition): JsonObject {
  const content = { 'application/json': { schema: { $ref: schemaReference('GatewayError') } } };
  return Object.fromEntries(
    Object.entries({ ...(scope !== null && TOKEN_RESPONSES), ...GATEWAY_RESPONSES }).map(([status, description]) => [
      status,
      { description, content },
    ]),
  );
}
