import { isJsonObject, type JsonObject, type JsonValue, mapFields } from '../json.ts';
import { beginningsOf } from './beginnings.ts';
import { kindOfField } from './match-field.ts';
import { maskNationalPhones } from './national-phones.ts';
import { REDACTED, redactText } from './redact-text.ts';
import { REFERENCE } from './reference-fields.ts';

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
  const texts: string[] = [];
  eachOwnText(order, false, '', (text) => {
    if (text.length >= MIN_MASKED_LENGTH) texts.push(text);
  });
  return maskOf(texts);
}

/**
 * Returns the mask for what is recorded of calls. It keeps ids and references, by which support finds a record at a partner, and short
 * texts that are not about a person. A national phone number is masked among words only: alone it may be an id.
 */
export function recordMask(order: JsonObject): TextMask {
  const texts: string[] = [];
  eachOwnText(order, false, '', (text, isPerson, name) => {
    if (text.length < (isPerson ? MIN_MASKED_LENGTH : MIN_FREE_LENGTH_IN_RECORDS)) return;
    if (!(REFERENCE.test(text) && kindOfField(name).isReference)) texts.push(text);
  });
  const mask = maskOf(texts);
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

/** @param name of the field that has the text, or the list with it */
type OnText = (text: string, isPerson: boolean, name: string) => void;

/** Calls back with every text of an order that counts, without white space around it. */
function eachOwnText(value: JsonValue, isPerson: boolean, name: string, onText: OnText): void {
  if (typeof value === 'string') onText(value.trim(), isPerson, name);
  else if (Array.isArray(value)) for (const item of value) eachOwnText(item, isPerson, name, onText);
  else if (isJsonObject(value))
    for (const field of Object.keys(value)) {
      if (KEPT_FIELDS.has(field)) continue;
      const { isContainer, isSensitive } = kindOfField(field);
      eachOwnText(
        value[field] as JsonValue,
        isPerson || isContainer || isSensitive || field === 'owner',
        field,
        onText,
      );
    }
}

/** A text in a spelling of a document or a URL. */
interface Form {
  readonly text: string;
  readonly lowerCase: string;
  readonly isAscii: boolean;
  /** Finds it; compiled for the first text that needs it, because most do not. */
  pattern?: RegExp;
}

/** @param texts each of at least `MIN_MASKED_LENGTH` characters */
function maskOf(texts: readonly string[]): TextMask {
  const spellings = new Set<string>();
  for (const text of texts) addForms(text, spellings);
  const forms = Array.from(
    spellings,
    (text): Form => ({ text, lowerCase: text.toLowerCase(), isAscii: ASCII.test(text) }),
  );
  forms.sort((left, right) => right.text.length - left.text.length);
  const beginnings = beginningsOf(forms.map(({ lowerCase }) => lowerCase));
  return (text) => {
    const lowerCase = text.toLowerCase();
    if (!beginnings.mayBeIn(lowerCase)) return text;
    let masked = text;
    for (const form of forms) {
      if (lowerCase.length >= form.lowerCase.length && lowerCase.includes(form.lowerCase))
        masked = maskForm(masked, form);
    }
    return masked;
  };
}

function maskForm(text: string, form: Form): string {
  if (form.isAscii && form.text.length >= MIN_LENGTH_IN_WORDS && ASCII.test(text))
    return maskAscii(text, form.lowerCase);
  form.pattern ??= patternOf(form.text);
  return text.replace(form.pattern, MASK);
}

/** Does what the pattern of a form does, without compiling one for each text of each order. */
function maskAscii(text: string, form: string): string {
  const lowerCase = text.toLowerCase();
  let masked = '';
  let end = 0;
  for (let at = lowerCase.indexOf(form); at !== -1; at = lowerCase.indexOf(form, end)) {
    masked += text.slice(end, at) + MASK;
    end = at + form.length;
  }
  return masked + text.slice(end);
}

const ASCII = /^\p{ASCII}*$/u;

/** Texts that are spelled the same everywhere. */
const PLAIN = /^[\w.-]*$/;

function addForms(text: string, forms: Set<string>): void {
  forms.add(text);
  if (PLAIN.test(text)) return;
  const wellFormed = text.toWellFormed();
  const encoded = encodeURIComponent(wellFormed);
  forms.add(encoded).add(encoded.replaceAll('%20', '+')).add(JSON.stringify(wellFormed).slice(1, -1));
}

function patternOf(text: string): RegExp {
  const literal = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const isWord = text.length < MIN_LENGTH_IN_WORDS;
  return new RegExp(isWord ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal, 'giu');
}
