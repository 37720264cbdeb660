import { type InputProblem, pathText, schemaProblems } from '../input-problems.ts';
import { isJsonObject, type JsonObject, type JsonValue, MAX_NESTING, nestsTooDeep } from '../json.ts';
import { ORDER_SCHEMAS, orderTypeSchema } from './order-schema.ts';
import { type OrderType, orderTypeOf } from './order-types.ts';

/** What the check of an order gives: the order exactly as received, or every problem at once. */
export type ParsedOrder =
  | { readonly ok: true; readonly order: JsonObject; readonly orderType: OrderType }
  | { readonly ok: false; readonly problems: readonly InputProblem[] };

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

const CARD_FIELD =
  /^(((credit|debit)_?)?card_?(number|no)|pan|(cvv2?|cvc2?|csc)(_?(code|number|value))?|card_?verification(_?(value|code))?|card_?security_?code|security_?code)$/i;

/** Finds card numbers and security codes: an order refers to a payment method by its token, never by the card itself. */
export function cardDataProblems(value: JsonValue, path: readonly PropertyKey[] = []): readonly InputProblem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => cardDataProblems(item, [...path, index]));
  if (isJsonObject(value))
    return Object.entries(value).flatMap(([key, field]) => cardDataProblems(field, [...path, key]));
  const named = CARD_FIELD.test(String(path.at(-1))) && value !== null && value !== '';
  const isNumber = path.includes('payment') && isCardNumber(value);
  return named || isNumber
    ? [
        {
          path: pathText(path),
          message: 'Card data is never accepted here: send the reference that the payment provider gave for it.',
        },
      ]
    : [];
}

// Card numbers begin with 2 to 6 (ISO/IEC 7812-1, major industry identifiers of banking and travel); a time in
// milliseconds begins with 1.
function isCardNumber(value: JsonValue): boolean {
  const digits = String(value).replace(/[ -]/g, '');
  return /^[2-6]\d{12,18}$/.test(digits) && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  const sum = Array.from(digits)
    .reverse()
    .map(Number)
    .map((digit, index) => (index % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2))
    .reduce((total, digit) => total + digit, 0);
  return sum % 10 === 0;
}
