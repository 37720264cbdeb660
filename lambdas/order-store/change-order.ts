import type { OrderRecord } from '../../core/order/order-record.ts';
import type { OrderStore } from './order-store.ts';

/** An order before and after a change. */
export interface OrderChange {
  readonly before: OrderRecord;
  readonly after: OrderRecord;
}

/** There is no order with this id. */
export class OrderMissing extends Error {
  override readonly name = 'OrderMissing';
}

/** Other writers changed the order during every attempt to change it. The caller may retry. */
export class OrderContended extends Error {
  override readonly name = 'OrderContended';
}

/** Attempts to read and change a record before giving up. */
export const MAX_TRIES = 5;

/**
 * Repeats an attempt to change a record until no other writer interferes.
 *
 * @param attempt reads the record and writes it if it is unchanged; returns undefined if it has changed
 * @param maxTries 5 by default
 * @returns what the attempt returns; undefined if the record changed during every attempt
 */
export async function retryOnConflict<T>(
  attempt: () => Promise<T | undefined>,
  maxTries = MAX_TRIES,
): Promise<T | undefined> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
  }
  return undefined;
}

/** Reads an order. @throws OrderMissing */
export async function readOrder(orders: Pick<OrderStore, 'get'>, orderId: string): Promise<OrderRecord> {
  const order = await orders.get(orderId);
  if (order === undefined)
    throw new OrderMissing(`There is no order ${orderId}. It may have been deleted while its run was in progress.`);
  return order;
}

/**
 * Reads an order and changes it. Starts over if another writer changes the order in between.
 *
 * @param change `isDue` returns whether the order needs the change; `write` makes the change, and returns undefined if the
 *   order has changed since it was read
 * @returns the order before and after the change; undefined if the change is not due
 * @throws OrderMissing, OrderContended, or what the store throws
 */
export async function changeOrder(
  orders: Pick<OrderStore, 'get'>,
  orderId: string,
  { isDue, write }: { isDue(order: OrderRecord): boolean; write(order: OrderRecord): Promise<OrderRecord | undefined> },
): Promise<OrderChange | undefined> {
  const result = await retryOnConflict(async () => {
    const before = await readOrder(orders, orderId);
    if (!isDue(before)) return { change: undefined };
    const after = await write(before);
    return after && { change: { before, after } };
  });
  if (result === undefined)
    throw new OrderContended(
      `Other writers changed order ${orderId} during each of ${MAX_TRIES} attempts to change it.`,
    );
  return result.change;
}
