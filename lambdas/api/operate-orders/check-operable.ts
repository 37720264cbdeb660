import type { StepAction } from '../../../core/order/order-record.ts';
import { hasActiveLease } from '../../order-store/has-active-lease.ts';
import { RESUMABLE } from '../../order-store/operator-store.ts';
import { ApiProblem } from '../api-problem.ts';
import type { FoundStep } from './find-step.ts';

/** How many actions of operators a step may have. */
const MAX_STEP_ACTIONS = 100;

/** Bytes of them together: with attempts, output and answer still far below DynamoDB's 400 KB. */
const MAX_STEP_ACTIONS_BYTES = 64 * 1024;

/**
 * Checks that an operator may act on a step: its order failed or is held, or went on without the step; nobody is at work
 * on it; and there is something left to decide.
 *
 * @param now ISO 8601; leases compare as text
 * @throws ApiProblem `step-not-operable`
 */
export function checkOperable({ order, step, record }: FoundStep, action: StepAction['action'], now: string): void {
  const status = record?.status ?? 'pending';
  const refuse = (expected: string, found: string): never => {
    throw new ApiProblem('step-not-operable', `Expected ${expected}, found ${found}.`);
  };
  if (!RESUMABLE.includes(order.status) && !isDegraded({ order, step }))
    refuse('a step of an order that failed or is held, or one that its order went on without', `it ${order.status}`);
  if (record !== undefined && hasActiveLease(record, now))
    refuse('a step that nobody is at work on', `it ${status}: try again after ${record.leaseUntil}`);
  if (status === 'succeeded') refuse('a step that is not done', 'it succeeded');
  const isSkipped = status === 'skipped' && record?.completedBy !== undefined;
  if (action === 'skip' && isSkipped) refuse('a step that the next run would begin', 'that an operator skipped it');
  if (action === 'retry' && (status === 'pending' || (status === 'skipped' && !isSkipped)))
    refuse('a step that ended badly', `it ${status}: resume the order, and it is decided anew`);
  const actions = record?.operations ?? [];
  const bytes = Buffer.byteLength(JSON.stringify(actions));
  if (actions.length >= MAX_STEP_ACTIONS || bytes >= MAX_STEP_ACTIONS_BYTES)
    refuse(
      `fewer than ${MAX_STEP_ACTIONS} actions on the step, and less than ${MAX_STEP_ACTIONS_BYTES} bytes of them`,
      `${actions.length} of ${bytes} bytes: cancel the order`,
    );
}

/** Whether the order is at rest or at work without this step, which failed. */
export function isDegraded({ order, step }: Pick<FoundStep, 'order' | 'step'>): boolean {
  return order.degraded.includes(step.id) && order.status !== 'cancelled';
}
