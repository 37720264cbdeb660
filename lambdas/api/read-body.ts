import { jsonTextProblems } from '../../core/input/json-text.ts';
import { type JsonObject, type JsonValue, MAX_NESTING, nestsTooDeep } from '../../core/json.ts';
import { ApiProblem, invalidRequest } from './api-problem.ts';
import type { ApiRequest } from './api-request.ts';
import { decodeBody } from './decode-body.ts';

/** The maximum size of the body of an order. */
export const MAX_ORDER_BYTES = 131_072;

/**
 * Reads the JSON body of a request, whatever its content type, and rejects what would not be stored as it was sent; see
 * `jsonTextProblems`. Nesting is limited to `MAX_NESTING` levels, so that code that reads the body can safely recurse.
 *
 * @param expected what the body should contain, for error messages
 * @throws ApiProblem `order-too-large` for more than `MAX_ORDER_BYTES`; `unsupported-media-type` unless the body is UTF-8;
 *   `invalid-request` if the body is missing, is not JSON, is nested too deeply or would change
 */
export function readJsonBody(request: Pick<ApiRequest, 'body' | 'headers'>, expected = 'an order'): unknown {
  const body = decodeBody(request);
  if (body === undefined) throw invalidRequest([{ path: '', message: `Expected ${expected} as JSON, found no body.` }]);
  const bytes = Buffer.byteLength(body);
  if (bytes > MAX_ORDER_BYTES)
    throw new ApiProblem('order-too-large', `Expected at most ${MAX_ORDER_BYTES} bytes, found ${bytes}: send less.`);
  const value = parsed(body, expected);
  if (nestsTooDeep(value))
    throw invalidRequest([{ path: '', message: `Expected at most ${MAX_NESTING} levels of nesting, found more.` }]);
  const changed = jsonTextProblems(body, value);
  if (changed.length > 0) throw invalidRequest(changed);
  return value;
}

function parsed(body: string, expected: string): JsonValue {
  try {
    return JSON.parse(body);
  } catch {
    throw invalidRequest([{ path: '', message: `Expected ${expected} as JSON, found text that is not JSON.` }]);
  }
}

/**
 * Returns the order if it is small enough to store. An order can be too large even if the request body was not: `1e20`
 * is stored with all its digits, and a patch can make an order larger.
 *
 * @throws ApiProblem `order-too-large`
 */
export function checkOrderSize(order: JsonObject): JsonObject {
  const bytes = Buffer.byteLength(JSON.stringify(order));
  if (bytes <= MAX_ORDER_BYTES) return order;
  throw new ApiProblem(
    'order-too-large',
    `Expected an order of at most ${MAX_ORDER_BYTES} bytes with its numbers written out, found ${bytes}: send less.`,
  );
}
