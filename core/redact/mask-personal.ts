import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

/** Fields of an order, at any depth, that say nothing about a person and that partners quote in their messages. */
const KEPT_FIELDS: ReadonlySet<string> = new Set([
  ...['order_type', 'source', 'initiated_source', 'processing_type', 'mode', 'type', 'record_type', 'currency'],
  ...['external_id', 'subscriptionRef', 'subscriptionId', 'forSubscription', 'checkoutId'],
  ...['offer', 'originalOffer', 'products', 'addOns', 'updates', 'price', 'total', 'data', 'payment'],
  ...['orderDate', 'effectiveDate', 'cancelDate'],
]);
const MIN_MASKED_LENGTH = 3;
/** Shorter texts are masked only as whole words: a name such as Ian is part of many words. */
const MIN_LENGTH_IN_WORDS = 4;
const MAX_MESSAGE_LENGTH = 500;

/**
 * Masks an order's personal data in a message, because partners quote the values that they reject. Every text of the order
 * counts, in whatever field and in whatever case, except offers, ids, amounts and dates.
 *
 * Keeps values under 3 characters, such as country codes, and truncates the message to 500 characters.
 */
export function maskPersonal(message: string, order: JsonObject): string {
  const texts = [...new Set(textsIn(order).map((text) => text.trim()))]
    .filter((text) => text.length >= MIN_MASKED_LENGTH && mayContain(message, text))
    .sort((left, right) => right.length - left.length);
  return texts
    .reduce((text, value) => text.replace(patternOf(value), '[personal]'), message)
    .slice(0, MAX_MESSAGE_LENGTH);
}

function textsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, field]) => (KEPT_FIELDS.has(name) ? [] : textsIn(field)));
}

function mayContain(message: string, text: string): boolean {
  return message.toLowerCase().includes(text.toLowerCase());
}

function patternOf(text: string): RegExp {
  const literal = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const isWord = text.length < MIN_LENGTH_IN_WORDS;
  return new RegExp(isWord ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal, 'giu');
}
