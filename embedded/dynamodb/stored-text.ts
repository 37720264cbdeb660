import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** A shorter text would save less space than its row takes anyway. */
const MIN_COMPRESSED_LENGTH = 1_000;

/** Returns an item's JSON as the file holds it: compressed if it is long. */
export function storedText(text: string): string | Uint8Array {
  // The lowest level: the next one saves two percent and takes a fifth longer.
  return text.length < MIN_COMPRESSED_LENGTH ? text : deflateRawSync(text, { level: 1, memLevel: 7 });
}

/** Returns the JSON of an item in the file. */
export function textOf(stored: unknown): string {
  return stored instanceof Uint8Array ? inflateRawSync(stored).toString() : String(stored);
}
