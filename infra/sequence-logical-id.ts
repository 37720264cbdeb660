import { createHash } from 'node:crypto';
import { pascalCase } from '../core/names.ts';

/** The logical id of a sequence's state machine; the hash keeps names apart that differ in case or "_" only. */
export function sequenceLogicalId(sequence: string): string {
  return `Sequence${pascalCase(sequence)}${createHash('sha256').update(sequence).digest('hex').slice(0, 8)}`;
}
