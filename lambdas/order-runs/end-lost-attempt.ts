import type { AttemptError, StepRecord } from '../../core/order/order-record.ts';
import type { StepStatus } from '../../core/order/step-status.ts';
import type { StepStore } from '../order-store/step-store.ts';

/** What a step is when the host that held it is gone. */
const STATUS_AFTER: Readonly<Partial<Record<StepStatus, StepStatus>>> = {
  running: 'unknown',
  probing: 'unknown',
  undoing: 'undo-failed',
};

/**
 * Writes down that the host which held a step never came back, so that its record does not stay open. Should the host
 * still live, its own ending is refused from now on.
 *
 * @param record the step as it was read
 * @param error what is known of the end
 * @returns whether it was written; false when no attempt is open, or the step has changed since it was read
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
