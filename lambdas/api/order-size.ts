import type { JsonObject } from '../../core/json.ts';
import { ApiProblem } from './api-problem.ts';
import { MAX_ORDER_BYTES } from './read-body.ts';

/**
 * An order that is small enough to store. A body within its limit can still be too large: `1e20` is written with all its
 * digits, and a patch adds to what is there.
 *
 * @throws ApiProblem `order-too-large`
 */
export function sizeChecked(order: JsonObject): JsonObject {
  const bytes = Buffer.byteLength(JSON.stringify(order));
  if (bytes <= MAX_ORDER_BYTES) return order;
  throw new ApiProblem(
    'order-too-large',
    `Expected an order of at most ${MAX_ORDER_BYTES} bytes with its numbers written out, found ${bytes}: send less.`,
  );
}
