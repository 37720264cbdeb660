import type { JsonValue } from './json.ts';

/**
 * Returns a value unchanged if it is small enough to be stored, or else the beginning of its text with a note of its size.
 *
 * The result takes at most `maxBytes` as JSON, unless the note alone is larger.
 *
 * @param maxBytes maximum size as JSON in UTF-8. @default 16384
 */
export function truncateJson(value: JsonValue, maxBytes = 16_384): JsonValue {
  const size = jsonBytes(value);
  if (size <= maxBytes) return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const note = `... [truncated from ${size} bytes]`;
  let fits = 0;
  let tooLong = Math.min(text.length, maxBytes) + 1;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (jsonBytes(text.slice(0, middle) + note) <= maxBytes) fits = middle;
    else tooLong = middle;
  }
  // A cut inside a surrogate pair leaves half a character.
  return text.slice(0, fits).replace(/[\uD800-\uDBFF]$/, '') + note;
}

function jsonBytes(value: JsonValue): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/** Returns the longest beginning of a text that takes at most `bytes` bytes in UTF-8. Never splits a character. */
export function firstBytes(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(bytes)).read);
}
