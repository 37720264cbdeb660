import { type DynamoDBDocumentClient, paginateQuery, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { PARKED, QUEUED, shardsOf } from '../../core/order/order-keys.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
import type { OrderPosition } from './index-keys.ts';

/** Finds orders that are not finished. */
export interface UnfinishedOrders {
  /** Returns ids of orders that were stored before a time and not started, oldest first. */
  notStarted(before: Date, limit: number): Promise<readonly string[]>;
  /**
   * Returns ids of orders that were stored before a time and whose run has not ended. Some of them wait for weeks. A parked order is not
   * among them: its release finds out if its execution has ended, and puts it back.
   */
  underWay(before: Date): Promise<readonly string[]>;
  /** Returns positions of orders whose run has not ended, parked ones too, oldest first. */
  firstUnderWay(limit: number): Promise<readonly OrderPosition[]>;
  /** Returns positions of all orders that wait for their turn in a lane, oldest first. */
  queued(): Promise<readonly OrderPosition[]>;
  /** Returns ids of orders with unpublished events, oldest first. */
  unpublished(limit: number): Promise<readonly string[]>;
}

/** The statuses of orders whose run has not ended. */
const UNDER_WAY: readonly OrderStatus[] = ['submitted', 'processing'];

/** Sorts after any timestamp. */
const LAST = '9999';

/** Creates the finder over the sparse indexes of the order table. */
export function createUnfinishedOrders(client: DynamoDBDocumentClient, table: string): UnfinishedOrders {
  const query = (index: string, attribute: string, shard: string, before: string) => ({
    TableName: table,
    IndexName: index,
    KeyConditionExpression: '#shard = :shard AND createdAt < :before',
    ExpressionAttributeNames: { '#shard': attribute },
    ExpressionAttributeValues: { ':shard': shard, ':before': before },
  });

  const oldest = async (
    index: string,
    attribute: string,
    shards: readonly string[],
    limit: number,
    before: string,
  ): Promise<readonly OrderPosition[]> => {
    const pages = await Promise.all(
      shards.map((shard) => client.send(new QueryCommand({ ...query(index, attribute, shard, before), Limit: limit }))),
    );
    return pages
      .flatMap((page) => page.Items ?? [])
      .map(positionOf)
      .toSorted(byAge)
      .slice(0, limit);
  };

  const idsOf = (positions: readonly OrderPosition[]): readonly string[] => positions.map(({ id }) => id);

  return {
    notStarted: async (before, limit) =>
      idsOf(await oldest('by-status', 'statusShard', shardsOf('submitted'), limit, before.toISOString())),
    async underWay(before) {
      const ids: string[] = [];
      for (const shard of UNDER_WAY.flatMap(shardsOf)) {
        const pages = paginateQuery({ client }, query('by-status', 'statusShard', shard, before.toISOString()));
        for await (const { Items = [] } of pages) ids.push(...Items.map((item) => String(item.pk)));
      }
      return ids;
    },
    firstUnderWay: (limit) => oldest('by-status', 'statusShard', [...UNDER_WAY, PARKED].flatMap(shardsOf), limit, LAST),
    async queued() {
      const positions: OrderPosition[] = [];
      for (const shard of shardsOf(QUEUED)) {
        const pages = paginateQuery({ client }, query('by-status', 'statusShard', shard, LAST));
        for await (const { Items = [] } of pages) positions.push(...Items.map(positionOf));
      }
      return positions.toSorted(byAge);
    },
    unpublished: async (limit) =>
      idsOf(await oldest('by-unpublished', 'unpublishedShard', shardsOf('unpublished'), limit, LAST)),
  };
}

function positionOf(item: Readonly<Record<string, unknown>>): OrderPosition {
  return { id: String(item.pk), createdAt: String(item.createdAt) };
}

function byAge(left: OrderPosition, right: OrderPosition): number {
  return left.createdAt.localeCompare(right.createdAt);
}
