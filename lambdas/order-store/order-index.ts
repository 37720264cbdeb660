import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Attention } from '../../core/order/attention.ts';
import { ATTENTION, PARKED, QUEUED, shardsOf } from '../../core/order/order-keys.ts';
import type { OrderSummaryRecord } from '../../core/order/order-record.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
import {
  comparePositions,
  type IndexedPosition,
  type IndexRange,
  indexKeys,
  type OrderPosition,
} from './index-keys.ts';
import { createMatches, createMayMatch, type OrderFilter } from './order-filter.ts';
import { KEYS_PER_BATCH } from './read-items.ts';
import { readSummaries } from './read-summaries.ts';
import { mergeSorted } from './sorted-streams.ts';

/** One page of a list. */
export interface OrderPage {
  /** Newest first. Fewer than requested, or even none, if many orders had to be examined: continue from `next`. */
  readonly orders: readonly OrderSummaryRecord[];
  /** The start of the next page; undefined at the end of the list. */
  readonly next: OrderPosition | undefined;
}

/** Lists orders. */
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

/** Limits of the work for one page, so that a filter with few matches does not time out. */
export interface OrderIndexOptions {
  /** Most orders to read for one page. @default 500 */
  readonly maxExamined?: number;
  /** Most keys of an index to read for one page. @default 2500 */
  readonly maxKeys?: number;
}

/** Most days to read in parallel. */
const MAX_DAYS_AT_ONCE = 8;

/** The orders to read at a time if more than the index filters. */
const LEAST_PER_READ = 25;

/** Creates the lists over the indexes of the order table. */
export function createOrderIndex(
  client: DynamoDBDocumentClient,
  table: string,
  { maxExamined = 500, maxKeys = 2_500 }: OrderIndexOptions = {},
): OrderIndex {
  return {
    async page(filter, after, limit) {
      const keys = keysAfter(client, table, filter, after);
      const matches = createMatches(filter);
      const mayMatch = createMayMatch(filter);
      const orders: OrderSummaryRecord[] = [];
      let examined = 0;
      let keysRead = 0;
      for (;;) {
        const batch = await takeBatch(keys, mayMatch, batchSizeOf(filter, limit), maxKeys - keysRead);
        const ids = batch.positions.map(({ id }) => id);
        for (const order of await readSummaries(client, table, ids)) {
          if (!matches(order)) continue;
          orders.push(order);
          if (orders.length === limit) return { orders, next: await positionIfMore(order, batch.last, keys) };
        }
        examined += ids.length;
        keysRead += batch.keysRead;
        if (batch.last === undefined) return { orders, next: undefined };
        if (examined >= maxExamined || keysRead >= maxKeys)
          return { orders, next: await positionIfMore(batch.last, batch.last, keys) };
      }
    },
  };
}

/** Returns how many orders to read at a time: a page of them if the index alone filters, otherwise at least 25. */
function batchSizeOf({ from: _from, to: _to, statuses, ...others }: OrderFilter, limit: number): number {
  const [status, ...more] = statuses ?? [];
  const indexFilters = Object.keys(others).length === 0 && more.length === 0 && status !== 'complete';
  return Math.min(KEYS_PER_BATCH, indexFilters ? limit : Math.max(limit, LEAST_PER_READ));
}

interface Batch {
  readonly positions: readonly IndexedPosition[];
  /** The last position that was read; undefined if there was none. */
  readonly last: IndexedPosition | undefined;
  readonly keysRead: number;
}

/** Takes positions of orders that may belong to the list. */
async function takeBatch(
  keys: AsyncGenerator<IndexedPosition, void>,
  mayMatch: (attention: Attention | undefined) => boolean,
  size: number,
  maxKeys: number,
): Promise<Batch> {
  const positions: IndexedPosition[] = [];
  let last: IndexedPosition | undefined;
  let keysRead = 0;
  while (positions.length < size && keysRead < maxKeys) {
    const next = await keys.next();
    if (next.done === true) break;
    keysRead += 1;
    if (mayMatch(next.value.attention) && positions.at(-1)?.id !== next.value.id) positions.push(next.value);
    last = next.value;
  }
  return { positions, last, keysRead };
}

/** Returns the position of an order, or undefined if no order follows. */
async function positionIfMore(
  { createdAt, id }: OrderPosition,
  last: OrderPosition | undefined,
  keys: AsyncGenerator<OrderPosition, void>,
): Promise<OrderPosition | undefined> {
  const isLast = last?.id === id && (await keys.next()).done === true;
  return isLast ? undefined : { createdAt, id };
}

async function* keysAfter(
  client: DynamoDBDocumentClient,
  table: string,
  filter: OrderFilter,
  after: OrderPosition | undefined,
): AsyncGenerator<IndexedPosition, void> {
  const newest = [filter.to, filter.unchangedSince, after?.createdAt].filter((instant) => instant !== undefined);
  const [to = filter.to] = newest.toSorted();
  for (const ranges of rangesOf(filter, to)) {
    const streams = ranges.map((range) => indexKeys(client, table, range));
    for await (const position of mergeSorted(streams, comparePositions)) {
      if (after === undefined || comparePositions(position, after) > 0) yield position;
    }
  }
}

/**
 * Returns the ranges to read, in groups. Partitions of the sparse indexes are a single group. The day index starts with a group of one
 * day, the newest, and each further group is larger: a busy tenant fills a page from the first group, and a quiet tenant does not need
 * one group for each day of a month.
 */
function* rangesOf(filter: OrderFilter, to: string): Generator<readonly IndexRange[], void> {
  const { from } = filter;
  if (to < from) return;
  const sparse = sparsePartitions(filter);
  if (sparse !== undefined) {
    yield sparse.flatMap(({ index, prefix }) => shardsOf(prefix).map((shard) => ({ index, shard, from, to })));
    return;
  }
  let daysAtOnce = 1;
  for (let days = daysBack(to.slice(0, 10), from, daysAtOnce); days.length > 0; ) {
    yield days.flatMap((day) => shardsOf(day).map((shard) => ({ index: 'by-day', shard, from, to })));
    daysAtOnce = Math.min(daysAtOnce * 2, MAX_DAYS_AT_ONCE);
    days = daysBack(dayBefore(days.at(-1) ?? from), from, daysAtOnce);
  }
}

interface SparsePartition {
  readonly index: IndexRange['index'];
  readonly prefix: string;
}

const NEEDS_PERSON: SparsePartition = { index: 'by-attention', prefix: ATTENTION };

/** The status index has parked and queued orders apart from those of their status. It does not have complete ones. */
const PARTITIONS: Readonly<Record<Exclude<OrderStatus, 'complete'>, readonly string[]>> = {
  submitted: ['submitted', QUEUED],
  processing: ['processing', PARKED],
  failed: ['failed'],
  held: ['held'],
  cancelled: ['cancelled'],
};

/** Returns whether a list is read day by day, which needs a limit of the days: no sparse index has all of its orders. */
export function isReadByDay(filter: OrderFilter): boolean {
  return sparsePartitions(filter) === undefined;
}

/** Returns the partitions of the sparse indexes that have all orders of a list; undefined if none have. */
function sparsePartitions(filter: OrderFilter): readonly SparsePartition[] | undefined {
  const { statuses, withErrors, parked, connection, queued, step, code, unchangedSince } = filter;
  if (queued === true) return byStatus([QUEUED]);
  if (parked === true || connection !== undefined) return byStatus([PARKED]);
  if (withErrors === true) return [NEEDS_PERSON];
  if (step !== undefined || code !== undefined) return [NEEDS_PERSON, ...byStatus([PARKED])];
  if (statuses !== undefined && !statuses.includes('complete'))
    return byStatus(statuses.flatMap((status) => (status === 'complete' ? [] : PARTITIONS[status])));
  if (unchangedSince !== undefined)
    return [NEEDS_PERSON, ...byStatus([...PARTITIONS.submitted, ...PARTITIONS.processing])];
  return undefined;
}

function byStatus(prefixes: readonly string[]): readonly SparsePartition[] {
  return prefixes.map((prefix) => ({ index: 'by-status', prefix }));
}

/** Returns up to `count` days from `newest` back to the day of `oldest`. */
function daysBack(newest: string, oldest: string, count: number): readonly string[] {
  const days: string[] = [];
  for (let day = newest; day >= oldest.slice(0, 10) && days.length < count; day = dayBefore(day)) days.push(day);
  return days;
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}
