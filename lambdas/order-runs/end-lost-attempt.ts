import type { AttemptError, StepRecord } from '../../core/order/order-record.ts';
import type { StepStatus } from '../../core/order/step-status.ts';
import type { StepStore } from '../order-store/step-store.ts';

/** The status of a step whose host is gone. */
const STATUS_AFTER: Readonly<Partial<Record<StepStatus, StepStatus>>> = {
  running: 'unknown',
  probing: 'unknown',
  undoing: 'undo-failed',
};

/**
 * Ends the attempt of a host that did not return. If the host is still alive, its own result is rejected from now on.
 *
 * @param record the step as it was read
 * @param error why the attempt ended
 * @returns false if no attempt is open, or the step has changed since it was read
 */
export async function endLostAttempt(
  steps: Pick<StepStore, 'finish'>,
  orderId: string,
  record: StepRecord,
  error: AttemptError,
): Promise<boolean> {
  const status = STATUS_AFTER[record.status];
  const last = record.attempts.at(-1);
  if (status === undefined || last === undefined) return false;
  const attempt = { ...last, outcome: 'unknown' as const, error };
  return (await steps.finish({ orderId, claimed: record, attempt, status })) !== undefined;
}
