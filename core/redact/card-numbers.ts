const UUID = String.raw`\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b`;
// Spaces, hyphens, dots and invisible characters.
const SEPARATOR_CODES: readonly number[] = [
  ...[0x09, 0x20, 0x2d, 0x2e, 0x5f, 0xa0, 0xad],
  ...Array.from({ length: 0x16 }, (_, index) => 0x2000 + index),
  ...[0x202f, 0x2060, 0xfeff],
];
// Also as a URL or a form writes them.
const SEPARATOR = `(?:[${SEPARATOR_CODES.map((code) => `\\u${code.toString(16).padStart(4, '0')}`).join('')}]|%20)`;
// UUIDs come first, so that their digits are never read as a card number.
const RUNS = new RegExp(String.raw`${UUID}|(?<run>\d+(?:${SEPARATOR}{1,2}\d+)*)`, 'gi');
const SHORTEST = 13;
const LONGEST = 19;

// The percent sign begins `%20`.
const SEPARATORS: ReadonlySet<number> = new Set([...SEPARATOR_CODES, 0x25]);

/** Returns whether as many digits as the shortest card number has follow each other. Most texts have none, and are not searched further. */
function hasEnoughDigits(text: string): boolean {
  if (text.length < SHORTEST) return false;
  let digits = 0;
  let others = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      digits += 1;
      others = 0;
      if (digits === SHORTEST) return true;
    } else if (digits > 0) {
      others += 1;
      if (others > 2 || !SEPARATORS.has(code)) digits = 0;
    }
  }
  return false;
}

/** A number of 13 to 19 digits in a text that passes the check of card numbers. */
export interface CardNumber {
  readonly start: number;
  readonly end: number;
  /** Its digits in the groups in which it is written. */
  readonly groups: readonly string[];
}

/**
 * Finds the numbers in a text that are card numbers: 13 to 19 digits, grouped or not, that pass the Luhn check (ISO/IEC 7812-1).
 *
 * Digits that touch letters belong to another identifier, and digits after a decimal separator to a fraction. 13 digits that start with 1 are a time in milliseconds (until 2033).
 *
 * @param accepts a further condition. @default none
 */
export function findCardNumbers(
  text: string,
  accepts: (groups: readonly string[]) => boolean = () => true,
): readonly CardNumber[] {
  if (!hasEnoughDigits(text)) return [];
  return [...text.matchAll(RUNS)].flatMap(({ groups, index }) =>
    groups?.run === undefined || groups.run.length < SHORTEST ? [] : numbersInRun(text, groups.run, index, accepts),
  );
}

/** Masks every card number in a text; see `findCardNumbers`. */
export function maskCardNumbers(text: string, mask: string): string {
  if (!hasEnoughDigits(text)) return text;
  const found = findCardNumbers(text);
  if (found.length === 0) return text;
  const parts = found.flatMap(({ start }, index) => [text.slice(found[index - 1]?.end ?? 0, start), mask]);
  return [...parts, text.slice(found.at(-1)?.end)].join('');
}

/** A run is groups of digits; a number is some of them in a row. */
function numbersInRun(
  text: string,
  run: string,
  at: number,
  accepts: (groups: readonly string[]) => boolean,
): readonly CardNumber[] {
  const groups = [...run.matchAll(/%20|(?<digits>\d+)/g)].flatMap(({ groups: part, index }) =>
    part?.digits === undefined ? [] : [{ digits: part.digits, start: at + index }],
  );
  const found: CardNumber[] = [];
  for (let first = 0; first < groups.length; first += 1) {
    const number = numberFrom(text, groups, first, accepts);
    if (number === undefined) continue;
    found.push(number);
    first += number.groups.length - 1;
  }
  return found;
}

/** Returns the longest card number that begins with a group. */
function numberFrom(
  text: string,
  groups: readonly { readonly digits: string; readonly start: number }[],
  first: number,
  accepts: (groups: readonly string[]) => boolean,
): CardNumber | undefined {
  const start = groups[first]?.start ?? 0;
  let digits = '';
  let found: CardNumber | undefined;
  for (let next = first; next < groups.length; next += 1) {
    const group = groups[next];
    if (group === undefined || digits.length + group.digits.length > LONGEST) break;
    digits += group.digits;
    const end = group.start + group.digits.length;
    if (!isCardNumber(digits) || touchesLetters(text, start, end)) continue;
    if (next === first && isFraction(text, start)) continue;
    const taken = groups.slice(first, next + 1).map((part) => part.digits);
    if (accepts(taken)) found = { start, end, groups: taken };
  }
  return found;
}

function touchesLetters(text: string, start: number, end: number): boolean {
  return /[0-9A-Za-z]/.test(text[start - 1] ?? '') || /[0-9A-Za-z]/.test(text[end] ?? '');
}

/** Returns whether digits follow a decimal separator, as in 0.4111111111111111. */
function isFraction(text: string, start: number): boolean {
  return /\d[.,]$/.test(text.slice(Math.max(start - 2, 0), start));
}

function isCardNumber(digits: string): boolean {
  if (digits.length < SHORTEST || digits.length > LONGEST) return false;
  return passesLuhn(digits) && !(digits.length === SHORTEST && digits.startsWith('1'));
}

// On the character codes: a text of many short groups has as many candidates as it has groups.
function passesLuhn(digits: string): boolean {
  const doubledAt = digits.length % 2;
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(index) - 48;
    const weighted = index % 2 === doubledAt ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}
