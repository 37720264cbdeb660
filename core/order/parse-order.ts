import { type InputProblem, pathText, schemaProblems } from '../input-problems.ts';
import { isJsonObject, type JsonObject, type JsonValue, MAX_NESTING, nestsTooDeep } from '../json.ts';
import { isCardNumber } from '../redact/card-numbers.ts';
import { isCardField } from '../redact/match-field.ts';
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
  const problems = [...(checked.success ? [] : schemaProblems(checked.error)), ...cardDataProblems(order)];
  return problems.length === 0 ? { ok: true, order, orderType } : { ok: false, problems };
}

/**
 * Finds card numbers and security codes. An order refers to a payment method by the provider's token, never by the card.
 *
 * @param path path of the value in the order
 */
export function cardDataProblems(value: JsonValue, path: readonly PropertyKey[] = []): readonly InputProblem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => cardDataProblems(item, [...path, index]));
  if (isJsonObject(value))
    return Object.entries(value).flatMap(([key, field]) => cardDataProblems(field, [...path, key]));
  const hasCardName = isCardField(String(path.at(-1))) && value !== null && value !== '';
  return hasCardName || (path.includes('payment') && isPaymentCard(String(value)))
    ? [{ path: pathText(path), message: "Card data is not accepted: send the payment provider's reference instead." }]
    : [];
}

// Payment cards begin with 2 to 6 (ISO/IEC 7812-1, major industry identifiers of banking and travel).
function isPaymentCard(text: string): boolean {
  return /^[ -]*[2-6]/.test(text) && isCardNumber(text);
}
