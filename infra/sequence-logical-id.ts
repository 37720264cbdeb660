import { distinctId } from './distinct-id.ts';

/** The logical id of the state machine of a sequence. */
export function sequenceLogicalId(sequence: string): string {
  return `Sequence${distinctId(sequence)}`;
}
