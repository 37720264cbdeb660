import { type NextDue, nextDue } from '../../../core/order/next-due.ts';
import type { OrderRecord, OrderSummaryRecord, StepRecord } from '../../../core/order/order-record.ts';
import type { ConnectionStore } from '../../connections/connection-store.ts';
import type { ReadStepsOf } from '../../order-store/read-steps.ts';

/** Dependencies of saying what is due. */
export interface DuePorts {
  readonly connections: Pick<ConnectionStore, 'list'>;
  readonly readStepsOf: ReadStepsOf;
}

/**
 * Returns what happens next to each order of a list, by its id. One query reads the connections if an order is parked, and one batch
 * the steps of the orders that may wait.
 */
export async function dueOfOrders(
  orders: readonly OrderSummaryRecord[],
  now: Date,
  ports: DuePorts,
): Promise<ReadonlyMap<string, readonly NextDue[]>> {
  const nextTryOf = await nextTries(orders, ports);
  const waiting = orders.filter(({ status, degraded }) => status === 'processing' || degraded.length > 0);
  const steps = await ports.readStepsOf(waiting);
  const at = now.toISOString();
  return new Map(orders.map((order) => [order.id, nextDue(order, steps.get(order.id) ?? [], nextTryOf, at)]));
}

/** Returns what happens next to an order. */
export async function dueOf(
  order: OrderRecord,
  records: readonly StepRecord[],
  now: Date,
  ports: Pick<DuePorts, 'connections'>,
): Promise<readonly NextDue[]> {
  return nextDue(order, records, await nextTries([order], ports), now.toISOString());
}

async function nextTries(
  orders: readonly Pick<OrderRecord, 'parked'>[],
  { connections }: Pick<DuePorts, 'connections'>,
): Promise<(connection: string) => string | undefined> {
  if (orders.every(({ parked }) => parked === undefined)) return () => undefined;
  const states = await connections.list();
  return (connection) => states.get(connection)?.breaker?.nextTryAt;
}
