import { isJsonObject, type JsonObject, type JsonValue, mapFields } from '../json.ts';
import { kindOfField, matchField } from './match-field.ts';
import { maskNationalPhones } from './national-phones.ts';
import { REDACTED, redactText } from './redact-text.ts';
import { REFERENCE, REFERENCE_FIELDS } from './reference-fields.ts';

/** Fields of an order, at any depth, that say nothing about a person and that partners quote in their messages. */
export const KEPT_FIELDS: ReadonlySet<string> = new Set([
  ...['order_type', 'source', 'initiated_source', 'processing_type', 'mode', 'type', 'record_type', 'currency'],
  ...['external_id', 'subscriptionRef', 'subscriptionId', 'forSubscription', 'checkoutId'],
  ...['offer', 'originalOffer', 'products', 'addOns', 'updates', 'price', 'total', 'data', 'payment'],
  ...['orderDate', 'effectiveDate', 'cancelDate'],
]);
const MIN_MASKED_LENGTH = 3;
/** Shorter texts are masked only as whole words: a name such as Ian is part of many words. */
const MIN_LENGTH_IN_WORDS = 4;
/** Shorter texts of fields that are not about a person are masked in messages only: in a document they are ordinary values. */
const MIN_FREE_LENGTH_IN_RECORDS = 8;
const MAX_MESSAGE_LENGTH = 500;
const MASK = '[personal]';

/** Replaces personal data in a text. */
export type TextMask = (text: string) => string;

/**
 * Masks an order's personal data in a message, because partners quote the values that they reject. Every text of the order
 * counts, in whatever field and in whatever case, except offers, ids, amounts and dates.
 *
 * Keeps values under 3 characters, such as country codes, and truncates the message to 500 characters.
 */
export function maskPersonal(message: string, order: JsonObject): string {
  return messageMask(order)(message).slice(0, MAX_MESSAGE_LENGTH);
}

/**
 * Masks what a person or a partner wrote about an order: the order's own texts, and whatever looks like secrets or personal data, also
 * a national phone number.
 */
export function maskWritten(text: string, order: JsonObject): string {
  return maskLooks(messageMask(order)(text));
}

/** Masks what looks like secrets or personal data in a text that a person wrote, also a national phone number. */
export function maskLooks(text: string): string {
  return maskNationalPhones(redactText(text, []), REDACTED);
}

/** Returns the mask for messages: see `maskPersonal`, without its limit. */
export function messageMask(order: JsonObject): TextMask {
  return maskOf(ownTexts(order, false).map(({ text }) => text));
}

/**
 * Returns the mask for what is recorded of calls. It keeps ids and references, by which support finds a record at a partner, and short
 * texts that are not about a person. A national phone number is masked among words only: alone it may be an id.
 */
export function recordMask(order: JsonObject): TextMask {
  const personal = ownTexts(order, false).filter(
    ({ text, isReference, isPerson }) => !isReference && (isPerson || text.length >= MIN_FREE_LENGTH_IN_RECORDS),
  );
  const mask = maskOf(personal.map(({ text }) => text));
  return (text) => {
    const masked = mask(text);
    return DIGITS.test(masked) && AMONG_WORDS.test(masked) ? maskNationalPhones(masked, REDACTED) : masked;
  };
}

const DIGITS = /\d\d/;
const AMONG_WORDS = /\p{L}{2}[^\S\n]|\s\p{L}{2}/u;

/** Applies a mask to every text of a document. Names of fields stay. */
export function maskTexts(value: JsonValue, mask: TextMask): JsonValue {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((item: JsonValue) => maskTexts(item, mask));
  if (!isJsonObject(value)) return value;
  return mapFields(value, (field) => maskTexts(field, mask));
}

interface OwnText {
  readonly text: string;
  readonly isReference: boolean;
  readonly isPerson: boolean;
}

function ownTexts(value: JsonValue, isPerson: boolean, name = ''): readonly OwnText[] {
  if (typeof value === 'string') {
    const text = value.trim();
    return [{ text, isPerson, isReference: REFERENCE.test(text) && matchField(name, REFERENCE_FIELDS) }];
  }
  if (Array.isArray(value)) return value.flatMap((item: JsonValue) => ownTexts(item, isPerson, name));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([field, below]) => {
    if (KEPT_FIELDS.has(field)) return [];
    const { isContainer, isSensitive } = kindOfField(field);
    return ownTexts(below, isPerson || isContainer || isSensitive || field === 'owner', field);
  });
}

/** A text in a spelling of a document or a URL. */
interface Form {
  readonly text: string;
  readonly lowerCase: string;
  /** Finds it; compiled for the first text that has it, because most texts have no form. */
  pattern?: RegExp;
}

function maskOf(texts: readonly string[]): TextMask {
  const forms = [...new Set(texts.filter((text) => text.length >= MIN_MASKED_LENGTH).flatMap(formsOf))]
    .sort((left, right) => right.length - left.length)
    .map((text): Form => ({ text, lowerCase: text.toLowerCase() }));
  const beginnings = new Uint8Array(BEGINNINGS);
  for (const { lowerCase } of forms) beginnings[beginningAt(lowerCase, 0)] = 1;
  return (text) => {
    const lowerCase = text.toLowerCase();
    if (!hasBeginning(lowerCase, beginnings)) return text;
    let masked = text;
    for (const form of forms) {
      if (!lowerCase.includes(form.lowerCase)) continue;
      form.pattern ??= patternOf(form.text);
      masked = masked.replace(form.pattern, MASK);
    }
    return masked;
  };
}

/** The first three characters of a form, as a number below this. */
const BEGINNINGS = 4_096;

function beginningAt(text: string, at: number): number {
  return (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) % BEGINNINGS;
}

/** Returns whether a form may begin somewhere in a text. Most texts have none, and are not searched for each. */
function hasBeginning(text: string, beginnings: Uint8Array): boolean {
  for (let at = 0; at + MIN_MASKED_LENGTH <= text.length; at += 1)
    if (beginnings[beginningAt(text, at)] === 1) return true;
  return false;
}

/** Texts that are spelled the same everywhere. */
const PLAIN = /^[\w.-]*$/;

function formsOf(text: string): readonly string[] {
  if (PLAIN.test(text)) return [text];
  const wellFormed = text.toWellFormed();
  const encoded = encodeURIComponent(wellFormed);
  return [text, encoded, encoded.replaceAll('%20', '+'), JSON.stringify(wellFormed).slice(1, -1)];
}

function patternOf(text: string): RegExp {
  const literal = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const isWord = text.length < MIN_LENGTH_IN_WORDS;
  return new RegExp(isWord ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal, 'giu');
}
