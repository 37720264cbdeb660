import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import type { Sequence } from './sequence.ts';

/** The version of a sequence: 12 hex digits of the hash of its content, whatever the order of the keys. */
export function sequenceVersion(content: Omit<Sequence, 'version'>): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 12);
}
