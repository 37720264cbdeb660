import type { JsonValue } from './json.ts';

/**
 * Keeps a value that is small enough to be stored; a larger one becomes the beginning of its text and a note of its size.
 *
 * What comes back takes `maxBytes` at most as JSON, apart from a limit too small for the note itself.
 *
 * @param maxBytes size as JSON in UTF-8. @default 16384
 */
export function truncateJson(value: JsonValue, maxBytes = 16_384): JsonValue {
  const size = jsonBytes(value);
  if (size <= maxBytes) return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const note = `... [cut: the whole is ${size} bytes]`;
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

/** The beginning of a text that takes at most so many bytes as UTF-8; no letter is cut in two. */
export function firstBytes(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(bytes)).read);
}
