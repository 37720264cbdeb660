import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { FieldTerms } from '../redact/field-rules.ts';
import { kindOfField, matchField } from '../redact/match-field.ts';
import { redactText, secretForms } from '../redact/redact-text.ts';
import { REFERENCE, REFERENCE_FIELDS } from '../redact/reference-fields.ts';

/** What an erased value is replaced by. */
export const ERASED = '[erased]';

/** In what is sold, names and paths are those of offers. */
const KEPT_IN_CATALOGUE: FieldTerms = { ends: ['name', 'path'], exact: [] };

/** Numbers outside of what is sold: amounts and counts. */
const KEPT_NUMBERS: FieldTerms = {
  ends: ['amount', 'total', 'price', 'quantity', 'tax', 'discount', 'balance', 'count', 'days', 'revision'],
  exact: ['number', 'billed', 'collected', 'run', 'attempt'],
};

/** What is sold: its numbers are prices and quantities. */
const CATALOGUE: FieldTerms = {
  ends: [
    'offer',
    'offers',
    'products',
    'addons',
    'orderitems',
    'updates',
    'price',
    'total',
    'charges',
    'forsubscription',
  ],
  exact: [],
};

/** Objects whose content channels choose freely. */
const FREE: FieldTerms = { ends: ['customfields'], exact: ['tracking', 'metadata', 'attributes', 'custom'] };

/** Where a value is: in what is sold, in an object about a person, or in one whose content channels choose freely. */
type Within = 'open' | 'catalogue' | 'person' | 'free';

const COUNTRY = /^[A-Z]{2,3}$/;

/**
 * Replaces everything in a document that can be about a person, known field or not, because nobody can list what channels and
 * partners write into their own fields. Keeps the structure, ids, amounts, dates, types and statuses,
 * and what was sold. What it keeps is masked by `mask` as well.
 *
 * @param mask replaces the personal texts of the order in a text
 */
export function eraseJson(document: JsonObject, mask: (text: string) => string): JsonObject {
  const text = (value: string, name: string, within: Within): string => {
    if (!isKeptText(value, name, within)) return ERASED;
    const masked = mask(value);
    return redactText(masked, []) === masked ? masked : ERASED;
  };
  const walk = (value: JsonValue, name: string, within: Within): JsonValue => {
    if (value === null || typeof value === 'boolean' || value === '') return value;
    if (typeof value === 'string') return text(value, name, within);
    if (typeof value === 'number') return isKeptNumber(name, within) ? value : ERASED;
    if (!isJsonObject(value)) return value.map((item) => walk(item, name, within));
    return Object.fromEntries(
      Object.entries(value).map(([key, field]) => [keyOf(key, mask), walk(field, key, withinField(key, within))]),
    );
  };
  return walk(document, '', 'open') as JsonObject;
}

function keyOf(key: string, mask: (text: string) => string): string {
  const masked = mask(key);
  return redactText(masked, []) === masked ? masked : ERASED;
}

function withinField(name: string, within: Within): Within {
  const { isSensitive, isContainer } = kindOfField(name);
  if (within === 'person' || within === 'free') return within;
  if (isSensitive || isContainer) return 'person';
  if (matchField(name, FREE)) return 'free';
  return matchField(name, CATALOGUE) ? 'catalogue' : within;
}

function isKeptText(value: string, name: string, within: Within): boolean {
  if (within === 'free') return false;
  if (within === 'person') return COUNTRY.test(value) && /country(_?code)?$/i.test(name);
  if (/country(_?code)?$/i.test(name)) return COUNTRY.test(value);
  if (within === 'catalogue' && matchField(name, KEPT_IN_CATALOGUE)) return true;
  return matchField(name, REFERENCE_FIELDS) && REFERENCE.test(value);
}

function isKeptNumber(name: string, within: Within): boolean {
  if (within === 'person' || within === 'free') return false;
  return within === 'catalogue' || matchField(name, KEPT_NUMBERS);
}

/** Shorter texts, such as codes of countries, are part of many words. */
const MIN_MASKED_LENGTH = 4;

/**
 * Returns a function that replaces what an order says about its persons in other texts, in any spelling that a URL or JSON has.
 *
 * @param payloads every revision of the order
 */
export function personalMask(payloads: readonly JsonObject[]): (text: string) => string {
  const texts = [...new Set(payloads.flatMap((payload) => personalTexts(payload, '', 'open')))];
  const patterns = secretForms(texts.filter((text) => text.length >= MIN_MASKED_LENGTH)).map(
    (form) => new RegExp(RegExp.escape(form), 'giu'),
  );
  return (text) => patterns.reduce((masked, pattern) => masked.replace(pattern, ERASED), text);
}

function personalTexts(value: JsonValue, name: string, within: Within): readonly string[] {
  if (isJsonObject(value))
    return Object.entries(value).flatMap(([key, field]) => personalTexts(field, key, withinField(key, within)));
  if (Array.isArray(value)) return value.flatMap((item: JsonValue) => personalTexts(item, name, within));
  const isPersonal = (within === 'person' || name === 'owner') && !isKeptText(String(value), name, within);
  return isPersonal && (typeof value === 'string' || typeof value === 'number') ? [String(value).trim()] : [];
}
