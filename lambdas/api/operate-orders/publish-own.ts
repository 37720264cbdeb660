import { orderEventsOf } from '../../../core/events/order-events.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import type { OperatorPorts } from './operator-ports.ts';

/**
 * Publishes the events that a write has just added; when the bus refuses them, the sweeper publishes them.
 *
 * @param before how many events the order had before the write
 */
export async function publishOwn(
  order: OrderRecord,
  before: number,
  { publishEvents, orders, onTrouble }: Pick<OperatorPorts, 'publishEvents' | 'orders' | 'onTrouble'>,
): Promise<void> {
  try {
    await publishEvents(orderEventsOf(order).slice(before));
  } catch (error) {
    onTrouble('Events not published; the sweeper publishes them', error);
    await orders.markUnpublished(order.id);
  }
}
