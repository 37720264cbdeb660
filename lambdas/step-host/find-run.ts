import type { StepEvent } from '../../blueprint/wire/step-event.ts';
import { StepRefused } from '../../core/errors/step-errors.ts';
import { isErased, type OrderRecord } from '../../core/order/order-record.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
import type { OrderStore } from '../order-store/order-store.ts';

/**
 * Returns the order of a step, in the step's run.
 *
 * @throws StepRefused the order does not exist, is in another run, or was erased
 */
export async function findRun({ orderId, run }: StepEvent, orders: Pick<OrderStore, 'get'>): Promise<OrderRecord> {
  const order = await orders.get(orderId);
  if (order === undefined) throw new StepRefused(`Order ${orderId} does not exist.`);
  if (order.runs.length !== run)
    throw new StepRefused(`Order ${orderId} is in run ${order.runs.length}, not in run ${run}.`);
  if (isErased(order)) throw new StepRefused(`Order ${orderId} was erased.`);
  return order;
}

/**
 * Returns the order of a step that an operator asked to probe: it failed, is held, or continues without the step.
 *
 * @throws StepRefused as `findRun`, and if the order has changed since
 */
export async function findAskedRun(event: StepEvent, orders: Pick<OrderStore, 'get'>): Promise<OrderRecord> {
  const order = await findRun(event, orders);
  const { status, degraded } = order;
  if (status === 'failed' || status === 'held' || (status !== 'cancelled' && degraded.includes(event.step.id)))
    return order;
  throw new StepRefused(`Order ${order.id} is ${status}: there is nothing left to probe for an operator.`);
}

/** The status of an order while the steps of a phase run. */
const STATUS_OF_PHASE: Readonly<Record<StepEvent['step']['phase'], OrderStatus>> = {
  process: 'processing',
  postProcess: 'complete',
};

/**
 * Returns the order of a step. The first step of a run moves the order to `processing`.
 *
 * @throws StepRefused the order does not exist, is in another run, or is not in the step's phase
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
  throw new StepRefused(`Order ${orderId} is ${order.status}, not ${STATUS_OF_PHASE[step.phase]}: its run is over.`);
}
