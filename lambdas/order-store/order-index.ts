import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { shardsOf } from '../../core/order/order-keys.ts';
import type { OrderSummaryRecord } from '../../core/order/order-record.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
import type { OrderType } from '../../core/order/order-types.ts';
import { comparePositions, type IndexRange, indexKeys, type OrderPosition } from './index-keys.ts';
import { KEYS_PER_BATCH } from './read-items.ts';
import { readSummaries } from './read-summaries.ts';
import { mergeSorted } from './sorted-streams.ts';

/** The orders of a list. */
export interface OrderFilter {
  readonly status?: OrderStatus;
  readonly orderType?: OrderType;
  /** True for failed, held or degraded orders, false for all others. */
  readonly withErrors?: boolean;
  /** The oldest day in UTC, inclusive, e.g. `2026-11-22`. */
  readonly from: string;
  /** The newest day in UTC, inclusive. */
  readonly to: string;
}

/** One page of a list. */
export interface OrderPage {
  /** Newest first. Fewer than requested, or even none, if many orders had to be examined: continue from `next`. */
  readonly orders: readonly OrderSummaryRecord[];
  /** The start of the next page; undefined at the end of the list. */
  readonly next: OrderPosition | undefined;
}

/** Lists orders by status or by day. */
export interface OrderIndex {
  /**
   * Reads a page of orders, newest first.
   *
   * @param after the position at which the previous page ended; undefined for the first page
   * @param limit most orders of the page
   * @throws OrdersUnread the table is throttled
   */
  page(filter: OrderFilter, after: OrderPosition | undefined, limit: number): Promise<OrderPage>;
}

/** Limits of the work for one page. */
export interface OrderIndexOptions {
  /** Most orders to examine for one page, so that a filter with few matches does not time out. @default 1000 */
  readonly maxExamined?: number;
}

/** Most days to read in parallel. */
const MAX_DAYS_AT_ONCE = 8;

const FIRST_INSTANT = 'T00:00:00.000Z';
const LAST_INSTANT = 'T23:59:59.999Z';

/** Returns whether a list shows the order as one with errors. */
export function hasErrors(order: Pick<OrderSummaryRecord, 'status' | 'failure' | 'degraded'>): boolean {
  return (
    order.failure !== undefined || order.degraded.length > 0 || order.status === 'failed' || order.status === 'held'
  );
}

/** Creates the lists over the indexes of the order table. */
export function createOrderIndex(
  client: DynamoDBDocumentClient,
  table: string,
  { maxExamined = 1_000 }: OrderIndexOptions = {},
): OrderIndex {
  return {
    async page(filter, after, limit) {
      const keys = keysAfter(client, table, filter, after);
      const orders: OrderSummaryRecord[] = [];
      let examined = 0;
      for (;;) {
        const batch = await take(keys, batchSizeOf(filter, limit));
        const ids = batch.map(({ id }) => id);
        for (const order of await readSummaries(client, table, ids)) {
          if (!matches(order, filter)) continue;
          orders.push(order);
          if (orders.length === limit) return { orders, next: await positionIfMore(order, batch, keys) };
        }
        examined += batch.length;
        const last = batch.at(-1);
        if (last === undefined) return { orders, next: undefined };
        if (examined >= maxExamined) return { orders, next: await positionIfMore(last, batch, keys) };
      }
    },
  };
}

/** Returns how many orders to read at a time: a page of them if the index alone filters, otherwise at least 25. */
function batchSizeOf({ status, orderType, withErrors }: OrderFilter, limit: number): number {
  const searches = status === 'complete' || orderType !== undefined || withErrors !== undefined;
  return Math.min(KEYS_PER_BATCH, searches ? Math.max(limit, 25) : limit);
}

/** Returns the position of an order, or undefined if no order follows. */
async function positionIfMore(
  { createdAt, id }: OrderPosition,
  batch: readonly OrderPosition[],
  keys: AsyncGenerator<OrderPosition, void>,
): Promise<OrderPosition | undefined> {
  const isLast = batch.at(-1)?.id === id && (await keys.next()).done === true;
  return isLast ? undefined : { createdAt, id };
}

async function* keysAfter(
  client: DynamoDBDocumentClient,
  table: string,
  filter: OrderFilter,
  after: OrderPosition | undefined,
): AsyncGenerator<OrderPosition, void> {
  const to = earliest(`${filter.to}${LAST_INSTANT}`, after?.createdAt);
  for (const ranges of rangesOf(filter, to)) {
    const streams = ranges.map((range) => indexKeys(client, table, range));
    for await (const position of mergeSorted(streams, comparePositions)) {
      if (after === undefined || comparePositions(position, after) > 0) yield position;
    }
  }
}

/**
 * Returns the ranges to read, in groups. The status index is a single group. The day index starts with a group of one day,
 * the newest, and each further group is larger: a busy tenant fills a page from the first group, and a quiet tenant does
 * not need one group for each day of a month.
 *
 * Complete orders are not in the status index, which holds only orders that need more work.
 */
function* rangesOf({ status, from }: OrderFilter, to: string): Generator<readonly IndexRange[], void> {
  const oldest = `${from}${FIRST_INSTANT}`;
  if (to < oldest) return;
  if (status !== undefined && status !== 'complete') {
    yield shardsOf(status).map((shard) => ({ index: 'by-status', shard, from: oldest, to }));
    return;
  }
  let daysAtOnce = 1;
  for (let days = daysBack(to.slice(0, 10), from, daysAtOnce); days.length > 0; ) {
    yield days.flatMap((day) => dayRanges(day, to));
    daysAtOnce = Math.min(daysAtOnce * 2, MAX_DAYS_AT_ONCE);
    days = daysBack(dayBefore(days.at(-1) ?? from), from, daysAtOnce);
  }
}

function dayRanges(day: string, to: string): readonly IndexRange[] {
  return shardsOf(day).map((shard) => ({
    index: 'by-day',
    shard,
    from: `${day}${FIRST_INSTANT}`,
    to: earliest(`${day}${LAST_INSTANT}`, to),
  }));
}

/** Returns up to `count` days from `newest` back to `oldest`. */
function daysBack(newest: string, oldest: string, count: number): readonly string[] {
  const days: string[] = [];
  for (let day = newest; day >= oldest && days.length < count; day = dayBefore(day)) days.push(day);
  return days;
}

function matches(order: OrderSummaryRecord, { status, orderType, withErrors }: OrderFilter): boolean {
  return (
    (status === undefined || order.status === status) &&
    (orderType === undefined || order.orderType === orderType) &&
    (withErrors === undefined || hasErrors(order) === withErrors)
  );
}

async function take<T>(source: AsyncGenerator<T, void>, count: number): Promise<readonly T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = await source.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

function earliest(instant: string, other: string | undefined): string {
  return other !== undefined && other < instant ? other : instant;
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}
