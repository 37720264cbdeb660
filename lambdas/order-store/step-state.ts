import type { JsonObject } from '../../core/json.ts';
import type { StepRecord } from '../../core/order/order-record.ts';
import type { StepStatus } from '../../core/order/step-status.ts';

/** The statuses of a step that a host has claimed. */
const CLAIMED: readonly StepStatus[] = ['running', 'probing', 'undoing'];

/**
 * Returns whether a host has claimed the step and its lease has not expired.
 *
 * @param now ISO 8601; leases compare as text
 */
export function hasActiveLease(
  { status, leaseUntil }: Pick<StepRecord, 'status' | 'leaseUntil'>,
  now: string,
): boolean {
  return CLAIMED.includes(status) && leaseUntil >= now;
}

/**
 * Returns whether the latest attempt other than a probe was an undo, whatever its outcome. The partner's answer to it may
 * refer to an effect that no longer exists, so the next attempt is a new request.
 */
export function wasUndone({ attempts }: Pick<StepRecord, 'attempts'>): boolean {
  return attempts.findLast(({ kind }) => kind !== 'probe')?.kind === 'undo';
}

/** Returns the outputs of an order's steps, by step id. */
export function resultsOf(records: readonly StepRecord[]): Readonly<Record<string, JsonObject>> {
  return Object.fromEntries(
    records.flatMap(({ stepId, output }): [string, JsonObject][] => (output === undefined ? [] : [[stepId, output]])),
  );
}
