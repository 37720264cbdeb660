import type { StepEvent } from '../../blueprint/wire/step-event.ts';
import { StepRefused } from '../../core/errors/step-errors.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
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

/** The status that an order has while the steps of a phase run. */
const STATUS_OF_PHASE: Readonly<Record<StepEvent['step']['phase'], OrderStatus>> = {
  process: 'processing',
  postProcess: 'complete',
};

/**
 * Reads the order that a step belongs to; the first step of a run moves it to `processing`.
 *
 * @throws StepRefused there is no such order, it is not at work in this phase, or a later run took over
 */
export async function beginRun(event: StepEvent, orders: OrderStore, now: Date): Promise<OrderRecord> {
  const { orderId, run, step } = event;
  const order = await findRun(event, orders);
  if (order.status === STATUS_OF_PHASE[step.phase]) return order;
  if (order.status === 'submitted' && step.phase === 'process') {
    const begun = await orders.changeStatus({ orderId, run, to: 'processing', events: [], at: now.toISOString() });
    const current = begun ?? (await findRun(event, orders));
    if (current.status === 'processing') return current;
  }
  throw new StepRefused(
    `Expected order ${orderId} to be ${STATUS_OF_PHASE[step.phase]}, found it ${order.status}: its run is over.`,
  );
}
