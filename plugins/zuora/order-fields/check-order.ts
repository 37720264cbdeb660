import type * as z from 'zod';
import { pathText } from '../../../core/config/schema-problems.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';

/**
 * Finds what is wrong with an order: what its schema says, else what a check says of the parsed order.
 *
 * @param check is asked only when the schema finds nothing
 */
export function checkOrder<Parsed>(
  schema: z.ZodType<Parsed>,
  order: JsonObject,
  check: (parsed: Parsed) => readonly ActionProblem[],
): readonly ActionProblem[] {
  const parsed = schema.safeParse(order);
  if (parsed.success) return check(parsed.data);
  return parsed.error.issues.map(({ message, path }) => ({ path: pathText(path), code: 'order_invalid', message }));
}
