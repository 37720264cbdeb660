import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import { API_PROBLEMS, type ApiProblemType } from '../../../lambdas/api/api-problem.ts';
import { NEW_ORDER_EXAMPLE } from '../../../lambdas/api/openapi/order-example.ts';
import type { RouteSpec } from '../define-route.ts';
import { ANSWER_HEADERS, HEADER_PARAMETERS, type OperationSpec } from '../headers.ts';
import { orderIdSchema, stepIdSchema } from '../response-parts.ts';
import { deliveryIdSchema, webhookNameSchema } from '../webhook-schemas.ts';
import { jsonSchemas, schemaReference } from './json-schemas.ts';
import { ORDER_REQUEST } from './order-components.ts';

/** The name of the security scheme. */
export const BEARER = 'bearer';

/** What the gateway answers in front of every route that asks for a token. */
const GATEWAY_ANSWERS = {
  401: 'There is no valid token.',
  403: 'The token lacks the scope.',
  429: 'Too many requests.',
} as const;

/** The operation object of a route. */
export function operationObject(route: RouteSpec, spec: OperationSpec): JsonObject {
  const parameters = [...pathParameters(route.path), ...queryParameters(spec.query), ...headerParameters(spec)];
  return {
    operationId: spec.operationId,
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.description !== undefined && { description: spec.description }),
    security: route.scope === null ? [] : [{ [BEARER]: [route.scope] }],
    ...(parameters.length > 0 && { parameters }),
    ...(spec.takesOrder === true && { requestBody: requestBody() }),
    ...(spec.body !== undefined && { requestBody: jsonBody(spec.body) }),
    responses: {
      ...goodAnswers(spec),
      ...problemAnswers([...spec.problems, 'internal-error']),
      ...gatewayAnswers(route),
    },
  };
}

/** What a path parameter is, by the parts of the path up to it. */
const PATH_PARAMETERS: Readonly<Record<string, z.ZodType>> = {
  '/orders/{id}': orderIdSchema,
  '/orders/{id}/steps/{step}': stepIdSchema,
  '/webhooks/deliveries/{id}': deliveryIdSchema,
  '/webhooks/{name}': webhookNameSchema,
};

function pathParameters(path: string): readonly JsonObject[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(({ 0: { length }, 1: name = '', index }) => {
    const parameter = PATH_PARAMETERS[path.slice(0, index + length)];
    if (parameter === undefined)
      throw new TypeError(`Expected PATH_PARAMETERS to describe {${name}} of ${path}, found nothing: add an entry.`);
    return { name, in: 'path', required: true, schema: jsonSchemas({ parameter }, 'input').parameter ?? {} };
  });
}

function queryParameters(query: z.ZodObject | undefined): readonly JsonObject[] {
  if (query === undefined) return [];
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

function headerParameters({ headers = [] }: OperationSpec): readonly JsonObject[] {
  return headers.map((name) => ({ name, in: 'header', ...HEADER_PARAMETERS[name] }));
}

function requestBody(): JsonObject {
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

function jsonBody(body: z.ZodObject): JsonObject {
  return { required: true, content: { 'application/json': { schema: jsonSchemas({ body }, 'input').body ?? {} } } };
}

function goodAnswers({ answers }: OperationSpec): JsonObject {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, headers }]) => [
      status,
      {
        description,
        ...(headers !== undefined && {
          headers: Object.fromEntries(headers.map((name) => [name, ANSWER_HEADERS[name]])),
        }),
        content: { 'application/json': { schema: { $ref: schemaReference(schema) } } },
      },
    ]),
  );
}

function problemAnswers(problems: readonly ApiProblemType[]): JsonObject {
  const byStatus = Object.groupBy(problems, (type) => API_PROBLEMS[type].status);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, types = []]) => [
      status,
      {
        description: types.map((type) => `\`${type}\`: ${API_PROBLEMS[type].title}.`).join(' '),
        content: { 'application/problem+json': { schema: { $ref: schemaReference('Problem') } } },
      },
    ]),
  );
}

function gatewayAnswers({ scope }: RouteSpec): JsonObject {
  if (scope === null) return {};
  const content = { 'application/json': { schema: { $ref: schemaReference('GatewayError') } } };
  return Object.fromEntries(
    Object.entries(GATEWAY_ANSWERS).map(([status, description]) => [status, { description, content }]),
  );
}
