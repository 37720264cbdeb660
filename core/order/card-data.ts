import { pathText } from '../input-problems.ts';
import { isJsonObject, type JsonValue } from '../json.ts';
import type { OrderProblem } from './order-problem.ts';

const CARD_FIELD =
  /^(((credit|debit)_?)?card_?(number|no)|pan|(cvv2?|cvc2?|csc)(_?(code|number|value))?|card_?verification(_?(value|code))?|card_?security_?code|security_?code)$/i;

/** Finds card numbers and security codes: an order refers to a payment method by its token, never by the card itself. */
export function cardDataProblems(value: JsonValue, path: readonly PropertyKey[] = []): readonly OrderProblem[] {
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
