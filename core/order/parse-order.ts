import { cardDataProblems } from '../input/card-data.ts';
import { reservedKeyProblems } from '../input/reserved-keys.ts';
import { type InputProblem, inputProblem, schemaProblems } from '../input-problems.ts';
import { type JsonObject, MAX_NESTING, nestsTooDeep } from '../json.ts';
import { ORDER_DEFINITIONS, orderTypeSchema } from './order-schema.ts';
import { type OrderType, orderTypeOf } from './order-types.ts';

/** The result of checking an order: the order exactly as received, or every problem at once. */
export type ParsedOrder =
  | { readonly ok: true; readonly order: JsonObject; readonly orderType: OrderType }
  | { readonly ok: false; readonly problems: readonly InputProblem[] };

/**
 * Checks an order against the schema of its type. Fields that the schema does not know are kept.
 *
 * @param body the parsed JSON of the request
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
  const checked = ORDER_DEFINITIONS[orderType].schema.safeParse(body);
  const order = body as JsonObject;
  const problems = [
    ...(checked.success ? [] : schemaProblems(checked.error)),
    ...[...cardDataProblems(order), ...reservedKeyProblems(order)].map(inputProblem),
  ];
  return problems.length === 0 ? { ok: true, order, orderType } : { ok: false, problems };
}
