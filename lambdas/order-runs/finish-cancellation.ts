import type { OrderRecord } from '../../core/order/order-record.ts';
import type { Executions } from './executions.ts';
import type { UndoSteps } from './cancellation.ts';

/** Dependencies of finishing a cancellation. */
export interface FinishCancellationPorts {
  readonly executions: Pick<Executions, 'stop'>;
  readonly undoSteps: UndoSteps;
}

/**
 * Stops the execution of a cancelled order and starts the undo of its steps, if the tenant compensates. Safe to repeat:
 * the caller publishes the order's events afterwards, so the order stays marked and the sweeper continues after a crash.
 */
export async function finishCancellation(
  order: OrderRecord,
  { executions, undoSteps }: FinishCancellationPorts,
): Promise<void> {
  const reason = order.operations?.findLast(({ action }) => action === 'cancel')?.reason ?? '';
  await executions.stop(order, reason);
  await undoSteps(order);
}
