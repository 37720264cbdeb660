import type { JsonObject, JsonValue } from './json.ts';

/** Most bytes that a character of a text takes in JSON: a control character is written as `\\u0000`. */
const MAX_CHARACTER_BYTES = 6;

/** Most bytes that any other value takes: a number has up to 17 digits, a sign, a point and an exponent. */
const MAX_SCALAR_BYTES = 25;

/**
 * Returns a value unchanged if it is small enough to be stored, or else the beginning of its text with a note of its size.
 *
 * The result takes at most `maxBytes` as JSON, unless the note alone is larger.
 *
 * @param maxBytes maximum size as JSON in UTF-8. @default 16384
 */
export function truncateJson(value: JsonValue, maxBytes = 16_384): JsonValue {
  // Most values are so small that this is clear before they are written as JSON.
  if (roomBeside(value, maxBytes) >= 0) return value;
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

/** Returns how many of the bytes are left beside a value as JSON, at least. Below 0, it may be too large. */
function roomBeside(value: JsonValue, bytes: number): number {
  if (typeof value === 'string') return bytes - MAX_CHARACTER_BYTES * value.length - '""'.length;
  if (typeof value !== 'object' || value === null) return bytes - MAX_SCALAR_BYTES;
  let room = bytes - '[]'.length;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && room >= 0; at += 1) room = roomBeside(value[at], room) - ','.length;
    return room;
  }
  for (const name in value) {
    room =
      roomBeside((value as JsonObject)[name] as JsonValue, room) - MAX_CHARACTER_BYTES * name.length - '"":,'.length;
    if (room < 0) break;
  }
  return room;
}

function jsonBytes(value: JsonValue): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/** Returns the longest beginning of a text that takes at most `bytes` bytes in UTF-8. Never splits a character. */
export function firstBytes(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(bytes)).read);
}
