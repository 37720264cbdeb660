import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Attention, GroupFacet } from '../../core/order/attention.ts';
import { ATTENTION, shardsOf } from '../../core/order/order-keys.ts';
import { type IndexedPosition, indexKeys } from './index-keys.ts';
import { createMayMatch, type OrderFilter } from './order-filter.ts';

/** What the orders of a group have in common. */
export interface GroupFacets {
  readonly status?: Attention['kind'];
  readonly step?: string;
  readonly code?: string;
  readonly order_type?: Attention['orderType'];
}

/** Orders that need a person and have the same facets. */
export interface OrderGroup {
  readonly facets: GroupFacets;
  readonly count: number;
  /** Since when the first and the last of them need a person, ISO 8601. */
  readonly oldestSince: string;
  readonly newestSince: string;
  /** How many of them have needed a person since before each of the given instants, in their order. */
  readonly olderThan: readonly number[];
}

/** Every group. */
export interface OrderGroups {
  /** The largest first. */
  readonly groups: readonly OrderGroup[];
  readonly total: number;
  /** False if there are more orders than are counted. */
  readonly isComplete: boolean;
}

/** What to count. */
export interface GroupRequest {
  readonly by: readonly GroupFacet[];
  readonly kinds?: readonly Attention['kind'][];
  readonly filter: Pick<OrderFilter, 'step' | 'code' | 'orderTypes' | 'from' | 'to'>;
  /** Instants, ISO 8601. */
  readonly ages: readonly string[];
}

/** Counts the orders that need a person. It reads keys of an index only, about 200 bytes each. */
export type CountGroups = (request: GroupRequest) => Promise<OrderGroups>;

/** Creates the function over the order table. @param maxCounted the most orders that it counts */
export function createCountGroups(client: DynamoDBDocumentClient, table: string, maxCounted = 6_000): CountGroups {
  return async ({ by, kinds, filter, ages }) => {
    const mayMatch = createMayMatch(filter);
    const shards = shardsOf(ATTENTION);
    const perShard = Math.ceil(maxCounted / shards.length);
    const parts = await Promise.all(
      shards.map((shard) => {
        const { from, to } = filter;
        return firstOf(indexKeys(client, table, { index: 'by-attention', shard, from, to }, perShard), perShard);
      }),
    );
    const found = parts
      .flatMap(({ positions }) => positions.flatMap(({ attention }) => attention ?? []))
      .filter((attention) => mayMatch(attention) && (kinds === undefined || kinds.includes(attention.kind)));
    const groups = Map.groupBy(found, (attention) => JSON.stringify(facetsOf(attention, by)));
    return {
      groups: [...groups.values()].map((members) => groupOf(members, by, ages)).toSorted((a, b) => b.count - a.count),
      total: found.length,
      isComplete: parts.every(({ hasMore }) => !hasMore),
    };
  };
}

async function firstOf(
  keys: AsyncGenerator<IndexedPosition, void>,
  count: number,
): Promise<{ readonly positions: readonly IndexedPosition[]; readonly hasMore: boolean }> {
  const positions: IndexedPosition[] = [];
  for await (const position of keys) {
    if (positions.length === count) return { positions, hasMore: true };
    positions.push(position);
  }
  return { positions, hasMore: false };
}

function facetsOf({ kind, step, code, orderType }: Attention, by: readonly GroupFacet[]): GroupFacets {
  return {
    ...(by.includes('status') && { status: kind }),
    ...(by.includes('step') && { step }),
    ...(by.includes('code') && { code }),
    ...(by.includes('order_type') && { order_type: orderType }),
  };
}

function groupOf(members: readonly Attention[], by: readonly GroupFacet[], ages: readonly string[]): OrderGroup {
  const [first] = members;
  if (first === undefined) throw new TypeError('Expected a group to have a member.');
  const since = members.map((member) => member.since).toSorted();
  return {
    facets: facetsOf(first, by),
    count: members.length,
    oldestSince: since[0] ?? '',
    newestSince: since.at(-1) ?? '',
    olderThan: ages.map((age) => since.filter((instant) => instant < age).length),
  };
}
