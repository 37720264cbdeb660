import * as z from 'zod';
import { schemaProblems } from '../../core/input-problems.ts';
import { invalidRequest } from './api-problem.ts';
import type { ApiRequest } from './api-request.ts';
import { wordIssue } from './word-issue.ts';

/** The schema of a route that takes no query parameters. */
export const noQuery = z.strictObject({});

/** A whole number in a query parameter, digits only, and what it is when the request does not say. */
export function wholeNumber(range: { readonly minimum: number; readonly maximum: number; readonly default: number }) {
  const { minimum, maximum } = range;
  const expected = `Expected a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, expected)
    .transform(Number)
    .pipe(z.int().min(minimum, expected).max(maximum, expected))
    .default(range.default)
    .meta({ type: 'integer', minimum, maximum });
}

/**
 * Reads the query parameters of a request.
 *
 * @param schema a strict object, so that a misspelt parameter is refused and not passed over
 * @throws ApiProblem `invalid-request` naming every parameter that is wrong or unknown
 */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, request: ApiRequest): z.output<Schema> {
  const parsed = schema.safeParse(request.query, { error: wordIssue });
  if (!parsed.success) throw invalidRequest(schemaProblems(parsed.error));
  return parsed.data;
}
