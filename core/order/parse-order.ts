import { schemaProblems } from '../input-problems.ts';
import type { JsonObject } from '../json.ts';
import { MAX_NESTING, nestsTooDeep } from '../nesting.ts';
import { cardDataProblems } from './card-data.ts';
import type { OrderProblem } from './order-problem.ts';
import { ORDER_SCHEMAS, orderTypeSchema } from './order-schema.ts';
import { type OrderType, orderTypeOf } from './order-types.ts';

/** What the check of an order gives: the order exactly as received, or every problem at once. */
export type ParsedOrder =
  | { readonly ok: true; readonly order: JsonObject; readonly orderType: OrderType }
  | { readonly ok: false; readonly problems: readonly OrderProblem[] };

/**
 * Checks an order against the schema of its type; fields that the schema does not know are kept.
 *
 * @param body parsed JSON
 */
export function parseOrder(body: unknown): ParsedOrder {
  if (nestsTooDeep(body)) {
    return {
      ok: false,
      problems: [{ path: '', message: `Expected at most ${MAX_NESTING} levels of nesting, found more.` }],
    };
  }
  const typed = orderTypeSchema.safeParse(body);
  if (!typed.success) return { ok: false, problems: schemaProblems(typed.error) };
  const orderType = orderTypeOf(typed.data.order_type);
  if (orderType === undefined) throw new TypeError(`Expected a checked order_type, found ${typed.data.order_type}.`);
  const checked = ORDER_SCHEMAS[orderType].safeParse(body);
  const order = body as JsonObject;
  const problems = [...(checked.success ? [] : schemaProblems(checked.error)), ...cardDataProblems(order)];
  return problems.length === 0 ? { ok: true, order, orderType } : { ok: false, problems };
}
