import * as z from 'zod';
import type { OrderBody, RouteDefinition } from '../../blueprint/routes/define-route.ts';
import { schemaProblems } from '../../core/input-problems.ts';
import { invalidRequest } from './api-problem.ts';
import type { ApiRequest } from './api-request.ts';
import { readJsonBody } from './read-body.ts';

const noParameters = z.strictObject({});

/** The parameters and the body of a request, parsed by the schemas of its route. */
export interface ParsedRequest {
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
}

/**
 * Parses the path parameters, the query and the body of a request to a route.
 *
 * @throws ApiProblem `invalid-request` or `order-too-large`
 */
export function parseRequest({ path, query, body }: RouteDefinition, request: ApiRequest): ParsedRequest {
  return {
    pathParameters: pathParametersOf(path, request),
    query: query === 'ignored' ? undefined : parseQuery(query ?? noParameters, request),
    body: body && ('parseOrder' in body ? parseOrderBody(body, request) : parseBody(body, request)),
  };
}

function pathParametersOf(path: string, { pathParameters }: ApiRequest): Readonly<Record<string, string>> {
  if (!path.includes('{')) return {};
  const names = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, pathParameters[name] ?? '']));
}

/**
 * Parses the query parameters of a request.
 *
 * @param schema a strict object, so that a misspelt parameter is rejected rather than ignored
 * @throws ApiProblem `invalid-request` naming every invalid or unknown parameter
 */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, request: ApiRequest): z.output<Schema> {
  return parse(schema, request.query);
}

/**
 * Parses the JSON body of a request.
 *
 * @param schema a strict object, so that a misspelt field is rejected rather than ignored
 * @throws ApiProblem `invalid-request` naming every invalid or unknown field
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, request: ApiRequest): z.output<Schema> {
  return parse(schema, readJsonBody(request, 'an object'));
}

function parseOrderBody({ parseOrder }: OrderBody, request: ApiRequest): unknown {
  const parsed = parseOrder(readJsonBody(request));
  if (!parsed.ok) throw invalidRequest(parsed.problems);
  return parsed.order;
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value, { error: issueMessage });
  if (!parsed.success) throw invalidRequest(schemaProblems(parsed.error));
  return parsed.data;
}

type Issue = Parameters<z.core.$ZodErrorMap>[0];

/** Replaces messages that would expose zod's names for types and formats. A message in the schema takes precedence. */
function issueMessage(issue: Issue): string | undefined {
  if (issue.code === 'invalid_type' && issue.expected === 'record')
    return `expected object, received ${typeName(issue.input)}`;
  if (issue.code === 'invalid_format' && issue.format === 'datetime')
    return 'expected a date and time such as 2026-11-22T09:30:00Z';
  return undefined;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
