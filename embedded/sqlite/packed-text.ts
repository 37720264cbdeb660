import { constants, inflateRawSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { COMMON_TEXTS } from './common-texts.ts';

/** A shorter text would save less space than its row takes anyway. */
const MIN_PACKED_LENGTH = 300;

/** The next levels save hardly anything and take longer. */
const PACKING = { dictionary: COMMON_TEXTS, params: { [constants.ZSTD_c_compressionLevel]: 3 } } as const;

/** Most texts fit into a small buffer, which is quicker to set up. */
const [SMALL_CHUNK, LARGE_CHUNK] = [4_096, 65_536];

/** What a frame of Zstandard begins with, in little-endian order (RFC 8878, section 3.1.1). */
const ZSTANDARD_MAGIC = 0xfd2fb528;

/** Returns a text as the store holds it: compressed if it is long. */
export function packText(text: string): string | Uint8Array {
  if (text.length < MIN_PACKED_LENGTH) return text;
  return zstdCompressSync(text, { ...PACKING, chunkSize: text.length > SMALL_CHUNK * 4 ? LARGE_CHUNK : SMALL_CHUNK });
}

/** Returns the text of a value in the store. Stores of version 0.2 hold texts that are compressed by DEFLATE as well. */
export function unpackText(stored: unknown): string {
  if (!(stored instanceof Uint8Array)) return String(stored);
  const isZstandard =
    stored.length >= 4 && new DataView(stored.buffer, stored.byteOffset).getUint32(0, true) === ZSTANDARD_MAGIC;
  return (isZstandard ? zstdDecompressSync(stored, { dictionary: COMMON_TEXTS }) : inflateRawSync(stored)).toString();
}
