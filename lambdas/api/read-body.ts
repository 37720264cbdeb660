import { MAX_NESTING, nestsTooDeep } from '../../core/json.ts';
import { ApiProblem, invalidRequest } from './api-problem.ts';
import type { ApiRequest } from './api-request.ts';

/** The most bytes that the body of an order may have. */
export const MAX_ORDER_BYTES = 131_072;

/**
 * Reads the JSON body of a request, whatever content type it names. What reads it further may recurse: it nests at most
 * `MAX_NESTING` levels deep.
 *
 * @param what what the body is expected to be, in the words of a refusal
 * @throws ApiProblem `order-too-large` past `MAX_ORDER_BYTES`; `invalid-request` when there is no body, it is not JSON or
 *   nests deeper
 */
export function readJsonBody({ body }: ApiRequest, what = 'an order'): unknown {
  if (body === undefined || body === '')
    throw invalidRequest([{ path: '', message: `Expected ${what} as JSON, found no body.` }]);
  const bytes = Buffer.byteLength(body);
  if (bytes > MAX_ORDER_BYTES)
    throw new ApiProblem('order-too-large', `Expected at most ${MAX_ORDER_BYTES} bytes, found ${bytes}: send less.`);
  const value = parsed(body, what);
  if (nestsTooDeep(value))
    throw invalidRequest([{ path: '', message: `Expected at most ${MAX_NESTING} levels of nesting, found more.` }]);
  return value;
}

function parsed(body: string, what: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw invalidRequest([{ path: '', message: `Expected ${what} as JSON, found text that is not JSON.` }]);
  }
}
