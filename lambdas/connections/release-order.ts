import type { OrderRecord, StoredEvent } from '../../core/order/order-record.ts';
import { type MarkedPorts, publishMarked } from '../order-events/outbox.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import { reportsParking } from '../order-store/parking.ts';
import type { SendTaskResult } from '../step-functions.ts';

/** Dependencies of releasing an order. */
export interface ReleaseOrderPorts extends MarkedPorts {
  readonly orders: Pick<OrderStore, 'release' | 'markPublished'>;
  readonly sendTaskResult: SendTaskResult;
  onError(message: string, error: unknown): void;
  now(): Date;
}

/**
 * Lets a parked order continue: its state runs again. Safe to repeat, and after a crash in between: an execution that has continued
 * does not wait for the token any more.
 *
 * @param release who released it, and why
 * @returns whether the order was still parked
 */
export async function releaseOrder(
  order: OrderRecord,
  release: { readonly by: 'connection' | 'operator'; readonly reason?: string },
  ports: ReleaseOrderPorts,
): Promise<boolean> {
  const { parked } = order;
  if (parked === undefined) return false;
  await ports.sendTaskResult(parked.taskToken, { status: 'succeeded', output: { releasedBy: release.by } });
  const event: StoredEvent = {
    type: 'order.released',
    occurredAt: ports.now().toISOString(),
    run: order.runs.length,
    data: { step: parked.step, connection: parked.connection, ...release },
  };
  const after = await ports.orders.release({ order, event: reportsParking(parked) ? event : undefined });
  if (after === undefined) return false;
  try {
    if (reportsParking(parked)) await publishMarked({ before: order, after }, ports);
  } catch (error) {
    ports.onError('Could not publish the release; the sweeper will publish it', error);
  }
  return true;
}
