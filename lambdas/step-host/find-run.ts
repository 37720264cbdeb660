import type { StepEvent } from '../../blueprint/wire/step-event.ts';
import { StepRefused } from '../../core/errors/step-errors.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import type { OrderStore } from '../order-store/order-store.ts';

/**
 * The order that a step belongs to, in the run that the step is of.
 *
 * @throws StepRefused there is no such order, or a later run took over
 */
export async function findRun({ orderId, run }: StepEvent, orders: Pick<OrderStore, 'get'>): Promise<OrderRecord> {
  const order = await orders.get(orderId);
  if (order === undefined) throw new StepRefused(`Expected an order ${orderId}, found none.`);
  if (order.runs.length !== run)
    throw new StepRefused(`Expected run ${run} of order ${orderId}, found run ${order.runs.length} at work.`);
  return order;
}
