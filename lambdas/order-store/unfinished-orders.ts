import { type DynamoDBDocumentClient, paginateQuery, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { shardsOf } from '../../core/order/order-keys.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
import type { OrderPosition } from './index-keys.ts';

/** Finds orders that somebody has to go on with. */
export interface UnfinishedOrders {
  /** Ids of orders stored before a time and not begun, oldest first. */
  notStarted(before: Date, limit: number): Promise<readonly string[]>;
  /** Ids of orders stored before a time whose run is not over: most are on their way, some wait for weeks. */
  underWay(before: Date): Promise<readonly string[]>;
  /** Where orders stand whose run is not over, those stored first before others. */
  firstUnderWay(limit: number): Promise<readonly OrderPosition[]>;
  /** Ids of orders with events that were not published, oldest first. */
  unpublished(limit: number): Promise<readonly string[]>;
}

/** The statuses of orders whose run is not over. */
const UNDER_WAY: readonly OrderStatus[] = ['submitted', 'processing'];

/** Later than every time. */
const LAST = '9999';

/** Reads the sparse indexes of the order table. */
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
      .map((item) => ({ id: String(item.pk), createdAt: String(item.createdAt) }))
      .toSorted((left, right) => left.createdAt.localeCompare(right.createdAt))
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
    firstUnderWay: (limit) => oldest('by-status', 'statusShard', UNDER_WAY.flatMap(shardsOf), limit, LAST),
    unpublished: async (limit) =>
      idsOf(await oldest('by-unpublished', 'unpublishedShard', shardsOf('unpublished'), limit, LAST)),
  };
}
