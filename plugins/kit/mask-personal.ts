import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';

const PERSONAL_PARTS = [
  'customerDetails',
  'billingDetails',
  'deliveryDetails',
  'recipientDetails',
  'userDetails',
  'address',
];
const MIN_MASKED_LENGTH = 3;
const MAX_MESSAGE_LENGTH = 500;

/**
 * Masks an order's personal data in a partner's message, because partners quote the values that they reject.
 *
 * Keeps values under 3 characters, such as country codes, and truncates the message to 500 characters.
 */
export function maskPersonal(message: string, order: JsonObject): string {
  const values = PERSONAL_PARTS.flatMap((part) => textsIn(order[part] ?? null))
    .filter((text) => text.length >= MIN_MASKED_LENGTH)
    .sort((left, right) => right.length - left.length);
  return values.reduce((text, value) => text.replaceAll(value, '[personal]'), message).slice(0, MAX_MESSAGE_LENGTH);
}

function textsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value];
  if (isJsonObject(value)) return Object.values(value).flatMap(textsIn);
  return [];
}
