import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** A shorter text would save less space than its row takes anyway. */
const MIN_COMPRESSED_LENGTH = 1_000;

/** A text up to this length fits into the window of `SMALL`. */
const SMALL_LENGTH = 8_192;

/** The lowest level: the next one saves two percent and takes a fifth longer. */
const LARGE = { level: 1 } as const;

/** The same with tables and a buffer that match the text, which are quicker to set up. */
const SMALL = { level: 1, memLevel: 5, windowBits: 13, chunkSize: 4_096 } as const;

/** Returns an item's JSON as the file holds it: compressed if it is long. */
export function storedText(text: string): string | Uint8Array {
  if (text.length < MIN_COMPRESSED_LENGTH) return text;
  return deflateRawSync(text, text.length > SMALL_LENGTH ? LARGE : SMALL);
}

/** Returns the JSON of an item in the file. */
export function textOf(stored: unknown): string {
  return stored instanceof Uint8Array ? inflateRawSync(stored).toString() : String(stored);
}
