import { createHash } from 'node:crypto';

/** DynamoDB limits a partition key to 2,048 bytes and a sort key to 1,024. */
const MAX_PART_BYTES = 200;

/** Returns a text that channels choose freely as a part of a key: a hash of it if it is long. */
export function keyPart(text: string): string {
  if (Buffer.byteLength(text) <= MAX_PART_BYTES) return text;
  return createHash('sha256').update(text).digest('hex');
}
