import { type InputProblem, pathText } from '../input-problems.ts';
import { isJsonObject, type JsonValue } from '../json.ts';

const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]|[^\s{}[\],:"]+/g;

/** An object or a list that the scan is inside of. */
interface Container {
  /** Keys so far; undefined for a list. */
  readonly keys: Set<string> | undefined;
  /** The key of the current value, or its index in a list. */
  at: string | number;
  isBeforeKey: boolean;
}

/**
 * Finds what `JSON.parse` would silently change: duplicate keys, of which it keeps the last, and numbers that binary floating
 * point cannot represent, such as 9007199254740993 and 1e400. Also finds text that is no Unicode: half of a surrogate
 * pair, which cannot be encoded for a partner, and NUL.
 *
 * @param text valid JSON
 * @param value what `JSON.parse` makes of it
 */
export function jsonTextProblems(text: string, value: JsonValue = JSON.parse(text)): readonly InputProblem[] {
  const mayChange = [ESCAPE, ESCAPED_KEY, NUMBER].some((pattern) => pattern.test(text)) || !text.isWellFormed();
  return mayChange || keysInText(text) !== keysIn(value) ? findProblems(text) : [];
}

/**
 * A key with an escape, or such a text in a list. V8 13.6 can read the key as another, so the keys of the value say nothing: after
 * `{"a":0,"\\":0}` it reads `{"a":0,"\u0061":0}` as if the first key did not repeat.
 */
const ESCAPED_KEY = /[{,]\s*"[^"\\]*\\/;

/** The escape of NUL or of half a surrogate pair. */
const ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/;

/** A number that has an exponent, or more digits than the 15 that 64-bit floating point always keeps. Some texts match too. */
const NUMBER = /(?:^|[[:,])\s*-?(?:[\d.]{16}|[\d.]+[eE])/;

/** Counts the keys in a text, repeated ones too. A quote and a colon inside a string count as a key. */
function keysInText(text: string): number {
  let count = 0;
  for (let colon = text.indexOf(':'); colon !== -1; colon = text.indexOf(':', colon + 1)) {
    let before = colon - 1;
    while (text.charCodeAt(before) <= SPACE) before -= 1;
    if (text.charCodeAt(before) === QUOTE) count += 1;
  }
  return count;
}

/** Space is the last of the characters that JSON allows around a token. */
const SPACE = 0x20;
const QUOTE = 0x22;

function keysIn(value: JsonValue): number {
  let count = 0;
  if (Array.isArray(value)) for (const item of value) count += keysIn(item);
  else if (isJsonObject(value)) for (const key in value) count += 1 + keysIn(value[key] as JsonValue);
  return count;
}

function findProblems(text: string): readonly InputProblem[] {
  const problems: InputProblem[] = [];
  const open: Container[] = [];
  const report = (message: string): void => {
    problems.push({ path: pathText(open.map(({ at }) => at)), message });
  };
  for (const [token] of text.matchAll(TOKENS)) {
    const container = open.at(-1);
    if (token === '{') open.push({ keys: new Set(), at: '', isBeforeKey: true });
    else if (token === '[') open.push({ keys: undefined, at: 0, isBeforeKey: false });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',') nextMember(container);
    else if (token.startsWith('"')) {
      const isKey = container?.isBeforeKey === true;
      const value = JSON.parse(token) as string;
      if (isKey && enterMember(container, value)) report('Expected each key once, found it twice. Remove one of them.');
      if (!isCleanText(value)) report(isKey ? ILL_FORMED_KEY : ILL_FORMED_TEXT);
    } else if (!survives(token)) report(CHANGED_NUMBER);
  }
  return problems;
}

const ILL_FORMED_TEXT = 'Expected Unicode text, found half of a surrogate pair or a NUL. Send whole characters.';
const ILL_FORMED_KEY = 'Expected a key in Unicode, found half of a surrogate pair or a NUL. Send whole characters.';
const CHANGED_NUMBER =
  'Expected a number that keeps its value in 64-bit floating point, found one that changes. Send it as text.';

function nextMember(container: Container | undefined): void {
  if (container?.keys !== undefined) container.isBeforeKey = true;
  else if (typeof container?.at === 'number') container.at += 1;
}

/** Returns whether the object already has the key. */
function enterMember(container: Container, key: string): boolean {
  const isRepeated = container.keys?.has(key) === true;
  container.keys?.add(key);
  container.at = key;
  container.isBeforeKey = false;
  return isRepeated;
}

function isCleanText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Returns whether a literal keeps its value when it becomes a JavaScript number. True for `true`, `false` and `null`. */
function survives(literal: string): boolean {
  return !/^-?\d/.test(literal) || decimal(literal) === decimal(String(Number(literal)));
}

/** Returns the value of a number in one spelling: its digits without zeros at either end, and the exponent of the last digit. */
function decimal(number: string): string {
  const {
    exponent = '0',
    fraction = '',
    integer,
    sign,
  } = /^(?<sign>-?)(?<integer>\d+)(?:\.(?<fraction>\d+))?(?:e(?<exponent>[+-]?\d+))?$/i.exec(number)?.groups ?? {};
  if (integer === undefined) return number;
  const digits = `${integer}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
