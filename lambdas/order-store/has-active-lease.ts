import type { StepRecord } from '../../core/order/order-record.ts';
import type { StepStatus } from '../../core/order/step-status.ts';

/** The states of a step that a host has claimed. */
const CLAIMED: readonly StepStatus[] = ['running', 'probing', 'undoing'];

/** Whether a host is at work on the step: it claimed it, and its lease lasts. @param now ISO 8601; leases compare as text */
export function hasActiveLease(
  { status, leaseUntil }: Pick<StepRecord, 'status' | 'leaseUntil'>,
  now: string,
): boolean {
  return CLAIMED.includes(status) && leaseUntil >= now;
}
