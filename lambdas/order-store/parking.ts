import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { orderKey, PARKED, shardsOf } from '../../core/order/order-keys.ts';
import type { Parking } from '../../core/order/order-record.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
import { comparePositions, type OrderPosition } from './index-keys.ts';
import { KEYS_PER_BATCH, readItems } from './read-items.ts';
import { mergeSorted, sortEqualKeys } from './sorted-streams.ts';

/** A parked order. */
export interface ParkedOrder extends OrderPosition {
  readonly parked: Parking;
}

/** Finds parked orders. */
export interface ParkedOrders {
  /** Returns the parked orders of all connections, oldest first. */
  oldestFirst(): AsyncGenerator<ParkedOrder, void>;
  /** Counts the orders whose run has begun and that are not parked. */
  countRunning(): Promise<number>;
}

/** How many parkings of a state are reported as events: an outage of days must not fill the order's item. */
const MAX_REPORTED = 10;

/** Returns whether a parking, and its release, are reported as events. */
export function reportsParking({ times }: Pick<Parking, 'times'>): boolean {
  return times <= MAX_REPORTED;
}

/** Creates the finder over the status index of the order table. */
export function createParkedOrders(client: DynamoDBDocumentClient, table: string): ParkedOrders {
  const oldest = (left: OrderPosition, right: OrderPosition) => comparePositions(right, left);
  return {
    async countRunning() {
      let count = 0;
      const status: OrderStatus = 'processing';
      for (const shard of shardsOf(status)) {
        const pages = paginateQuery({ client }, { ...shardQuery(table, shard), Select: 'COUNT' });
        for await (const { Count = 0 } of pages) count += Count;
      }
      return count;
    },

    async *oldestFirst() {
      const streams = shardsOf(PARKED).map((shard) => sortEqualKeys(shardKeys(client, table, shard), oldest));
      for await (const batch of batchesOf(mergeSorted(streams, oldest), KEYS_PER_BATCH)) {
        const keys = batch.map(({ id }) => orderKey(id));
        const items = await readItems(client, table, keys, { attributes: ['id', 'parked'] });
        const parkedOf = new Map(items.map(({ id, parked }) => [id, parked as Parking | undefined]));
        for (const position of batch) {
          const parked = parkedOf.get(position.id);
          // The index is eventually consistent.
          if (parked !== undefined) yield { ...position, parked };
        }
      }
    },
  };
}

async function* shardKeys(
  client: DynamoDBDocumentClient,
  table: string,
  shard: string,
): AsyncGenerator<OrderPosition, void> {
  const pages = paginateQuery({ client, pageSize: KEYS_PER_BATCH }, shardQuery(table, shard));
  for await (const { Items = [] } of pages)
    for (const item of Items) yield { createdAt: String(item.createdAt), id: String(item.pk) };
}

function shardQuery(table: string, shard: string) {
  return {
    TableName: table,
    IndexName: 'by-status',
    KeyConditionExpression: 'statusShard = :shard',
    ExpressionAttributeValues: { ':shard': shard },
  };
}

async function* batchesOf<T>(source: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[], void> {
  let batch: T[] = [];
  for await (const each of source) {
    batch.push(each);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
