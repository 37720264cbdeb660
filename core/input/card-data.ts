import type { ContentProblem } from '../input-problems.ts';
import { isJsonObject, type JsonValue } from '../json.ts';
import { findCardNumbers } from '../redact/card-numbers.ts';
import {
  CARD_NUMBER_FIELDS,
  CODE_IN_CARD_FIELDS,
  NUMBER_IN_CARD_FIELDS,
  SECURITY_CODE_FIELDS,
} from '../redact/field-rules.ts';
import { fieldWords, matchField } from '../redact/match-field.ts';

type Path = readonly PropertyKey[];

/**
 * Finds card numbers and security codes, under whatever name. An order refers to a payment method by the provider's reference,
 * never by the card.
 *
 * A number of the ranges and lengths that card schemes use counts everywhere: in a text, as a number, as a key, split over a
 * list. Inside an object about a card or a payment every number that passes the Luhn check counts. A name decides only together
 * with its value: `cvv` with 3 or 4 digits, `cardNumber` with 12 digits or more. Masked numbers are accepted.
 *
 * @param path path of the value in its document. @default the document itself
 */
export function cardDataProblems(value: JsonValue, path: Path = []): readonly ContentProblem[] {
  const problems: ContentProblem[] = [];
  collectProblems(value, [...path], problems);
  return problems;
}

/** Adds the problems of a value. @param path of the value; changes during the walk, and is then as before */
function collectProblems(value: JsonValue, path: PropertyKey[], problems: ContentProblem[]): void {
  if (Array.isArray(value)) {
    const before = problems.length;
    for (let index = 0; index < value.length; index += 1) collectAt(index, value[index], path, problems);
    if (problems.length === before && isSplitNumber(value)) problems.push(problemAt(path));
  } else if (isJsonObject(value)) {
    for (const key in value) {
      if (hasCardNumber(key, path)) problems.push(problemAt([...path, key]));
      collectAt(key, value[key] as JsonValue, path, problems);
    }
  } else if (value !== null && typeof value !== 'boolean' && isCardData(String(value), path))
    problems.push(problemAt(path));
}

function collectAt(key: PropertyKey, value: JsonValue, path: PropertyKey[], problems: ContentProblem[]): void {
  path.push(key);
  collectProblems(value, path, problems);
  path.pop();
}

/** The problem does not repeat a key that is a card number. */
function problemAt(path: Path): ContentProblem {
  const shown = path.map((key) => (typeof key === 'string' && hasCardNumber(key, []) ? '(a card number)' : key));
  return {
    path: shown,
    message: "Card data is not accepted. Send the payment provider's reference instead.",
  };
}

function isSplitNumber(items: readonly JsonValue[]): boolean {
  return items.length > 1 && items.every(isGroup) && findsCard(items.join(' '));
}

function isGroup(item: JsonValue): boolean {
  return (typeof item === 'string' || typeof item === 'number') && /^\d{1,6}$/.test(`${item}`);
}

function isCardData(found: string, path: Path): boolean {
  const text = /\P{ASCII}/u.test(found) ? found.normalize('NFKC') : found;
  return HAS_DIGIT.test(text) && (isNamedCardData(text, path) || hasCardNumber(text, path));
}

/** Most texts have none, and few have a number as long as a card's. Names are compared after that, which takes longer. */
const HAS_DIGIT = /\d/;

function hasCardNumber(text: string, path: Path): boolean {
  if (!HAS_DIGIT.test(text) || findCardNumbers(text).length === 0) return false;
  if (path.some(isStoreCard)) return findsCard(text, (digits) => !/^[69]/.test(digits));
  if (path.some(isAboutPayment)) return findCardNumbers(text, ([first = '']) => /^[2-6]/.test(first)).length > 0;
  return findsCard(text);
}

function findsCard(text: string, accepts: (digits: string) => boolean = () => true): boolean {
  const found = findCardNumbers(text, (groups) => isSchemeNumber(groups.join('')) && isGroupedAsCard(groups));
  return found.some(({ groups }) => accepts(groups.join('')));
}

/** A security code, and a number of the lengths of cards in any groups. */
const CODE = /^\s*\d{3,4}\s*$/;
const NUMBER = /^[\s.-]*(?:\d[\s.-]*){12,19}$/;

function isNamedCardData(text: string, path: Path): boolean {
  const isCode = CODE.test(text);
  if (!isCode && !NUMBER.test(text)) return false;
  const name = String(path.at(-1));
  if (isStoreCard(name)) return false;
  const isInCard = path.slice(0, -1).some(isAboutPayment);
  return isCode
    ? matchField(name, SECURITY_CODE_FIELDS) || (isInCard && matchField(name, CODE_IN_CARD_FIELDS))
    : matchField(name, CARD_NUMBER_FIELDS) || (isInCard && matchField(name, NUMBER_IN_CARD_FIELDS));
}

const PAYMENT_WORDS: readonly string[] = ['payment', 'payments', 'card', 'cards', 'creditcard', 'debitcard', 'cc'];
const STORE_CARD_WORDS: readonly string[] = ['gift', 'voucher', 'loyalty', 'member', 'membership', 'library'];

function isAboutPayment(key: PropertyKey): boolean {
  return typeof key === 'string' && fieldWords(key).some((word) => PAYMENT_WORDS.includes(word));
}

/** Cards of shops have numbers of their own that pass the same check, mostly in ranges that begin with 6 or 9. */
function isStoreCard(key: PropertyKey): boolean {
  return typeof key === 'string' && fieldWords(key).some((word) => STORE_CARD_WORDS.includes(word));
}

/** The ranges and lengths of card schemes, from their published issuer identification numbers. */
const SCHEMES: readonly RegExp[] = [
  /^4(?:\d{15}|\d{18})$/, // Visa
  /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)\d+$/, // Mastercard
  /^3[47]\d{13}$/, // American Express
  /^(?:30[0-5]\d|3095|3[689]\d\d)\d{10}(?:\d{2,5})?$/, // Diners Club
  /^(?:6011|64[4-9]|65)\d{12,15}$/, // Discover
  /^35(?:2[89]|[3-8]\d)\d{12,15}$/, // JCB
  /^(?:62|81)\d{14,17}$/, // UnionPay
  /^(?:50|5[678]|6304|6390|67)\d+$/, // Maestro
  /^220[0-4]\d{12,15}$/, // Mir
  /^(?:60|82|508|63)\d+$/, // RuPay, Hipercard, Elo
  /^9792\d{12}$/, // Troy
];
const USUAL_LENGTHS = [16, 18, 19];

/** IMEIs, tax numbers and article numbers that pass the Luhn check have other lengths or begin otherwise. */
function isSchemeNumber(digits: string): boolean {
  const scheme = SCHEMES.findIndex((pattern) => pattern.test(digits));
  return scheme !== -1 && (USUAL_LENGTHS.includes(digits.length) || /^3/.test(digits));
}

/** Cards are written without groups, in groups of at least three digits, or digit by digit. Dates and amounts are not. */
function isGroupedAsCard(groups: readonly string[]): boolean {
  return groups.slice(0, -1).every(({ length }) => length >= 3) || groups.every(({ length }) => length === 1);
}
