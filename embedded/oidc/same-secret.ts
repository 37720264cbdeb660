import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares two texts in the same time for any content. */
export function sameSecret(expected: string, found: string): boolean {
  // Hashed first: timingSafeEqual needs equal lengths, and the length itself would leak.
  return timingSafeEqual(sha256(expected), sha256(found));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
