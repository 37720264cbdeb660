import { isAtRest } from '../../core/order/order-status.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { UnfinishedOrders } from '../order-store/unfinished-orders.ts';

/** What the oldest run is read from. */
export interface OldestRunPorts {
  readonly unfinished: Pick<UnfinishedOrders, 'firstUnderWay'>;
  readonly orders: Pick<OrderStore, 'get'>;
  now(): Date;
}

/** The oldest run that is under way. */
export interface OldestRun {
  /** Seconds since it began; 0 when none is under way. */
  readonly seconds: number;
  /** Whose run it is. */
  readonly orderId: string | undefined;
}

/** The most orders that are read; more than one only while orders that were resumed are under way. */
const CANDIDATES = 25;

/**
 * Finds the oldest run that is under way: of an order that is `submitted` or `processing`. One that is held waits for a
 * person, who has been told of it.
 *
 * It is the run that is timed, not its order: an order of last month that somebody resumed a minute ago is a minute old.
 * Orders are read as they were stored, oldest first, until none of those that follow can have an older run. While more
 * than 25 old orders are resumed at once, it is the oldest of their runs.
 */
export async function oldestRun({ unfinished, orders, now }: OldestRunPorts): Promise<OldestRun> {
  const at = now();
  let since = at.toISOString();
  let orderId: string | undefined;
  for (const { id, createdAt } of await unfinished.firstUnderWay(CANDIDATES)) {
    if (createdAt >= since) break;
    const order = await orders.get(id);
    // An index can be behind: the order may be over by now.
    if (order === undefined || isAtRest(order.status)) continue;
    const startedAt = order.runs.at(-1)?.startedAt;
    if (startedAt === undefined || startedAt >= since) continue;
    since = startedAt;
    orderId = id;
  }
  return { seconds: (at.getTime() - Date.parse(since)) / 1000, orderId };
}
