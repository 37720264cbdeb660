import type { OrderEvent } from '../../core/events/order-events.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import type { PublishEvents } from '../order-events/publish-events.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { Executions } from './executions.ts';
import type { UndoSteps } from './undo-steps.ts';

/** What finishing a cancellation works with. */
export interface FinishCancellationPorts {
  readonly orders: Pick<OrderStore, 'markPublished'>;
  readonly executions: Pick<Executions, 'stop'>;
  readonly undoSteps: UndoSteps;
  readonly publishEvents: PublishEvents;
}

/**
 * Does what follows from a cancellation that was written: stops the execution, has its steps undone where
 * the tenant compensates, and publishes the events. The order carries
 * the mark of unpublished events until all of it is done, so that the sweeper goes on after a crash. Safe to repeat.
 *
 * @param events all that may not have been published: the mark is taken away after them
 */
export async function finishCancellation(
  order: OrderRecord,
  events: readonly OrderEvent[],
  { orders, executions, undoSteps, publishEvents }: FinishCancellationPorts,
): Promise<void> {
  const reason = order.operations?.findLast(({ action }) => action === 'cancel')?.reason ?? '';
  await executions.stop(order, reason);
  await undoSteps(order);
  await publishEvents(events);
  await orders.markPublished(order.id, order.events.length);
}
