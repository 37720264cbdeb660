import type * as z from 'zod';
import { schemaProblems } from '../../core/input-problems.ts';
import { invalidRequest } from './api-problem.ts';
import type { ApiRequest } from './api-request.ts';
import { noQuery, parseQuery } from './parse-query.ts';
import { readJsonBody } from './read-body.ts';
import { wordIssue } from './word-issue.ts';

/**
 * Reads the JSON body of a request that takes no query parameters.
 *
 * @param schema a strict object, so that a misspelt field is refused and not passed over
 * @throws ApiProblem `invalid-request` naming every field that is wrong or unknown
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, request: ApiRequest): z.output<Schema> {
  parseQuery(noQuery, request);
  const parsed = schema.safeParse(readJsonBody(request, 'an object'), { error: wordIssue });
  if (!parsed.success) throw invalidRequest(schemaProblems(parsed.error));
  return parsed.data;
}
