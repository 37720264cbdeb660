import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { shardsOf } from '../../core/order/order-keys.ts';

/** Finds orders that somebody has to go on with. */
export interface UnfinishedOrders {
  /** Ids of orders stored before a time and not begun, oldest first. */
  notStarted(before: Date, limit: number): Promise<readonly string[]>;
  /** Ids of orders with events that were not published, oldest first. */
  unpublished(limit: number): Promise<readonly string[]>;
}

/** Reads the sparse indexes of the order table. */
export function createUnfinishedOrders(client: DynamoDBDocumentClient, table: string): UnfinishedOrders {
  const oldest = async (
    index: string,
    attribute: string,
    shards: readonly string[],
    limit: number,
    before: string,
  ): Promise<readonly string[]> => {
    const pages = await Promise.all(
      shards.map((shard) =>
        client.send(
          new QueryCommand({
            TableName: table,
            IndexName: index,
            KeyConditionExpression: '#shard = :shard AND createdAt < :before',
            ExpressionAttributeNames: { '#shard': attribute },
            ExpressionAttributeValues: { ':shard': shard, ':before': before },
            Limit: limit,
          }),
        ),
      ),
    );
    return pages
      .flatMap((page) => page.Items ?? [])
      .toSorted((left, right) => String(left.createdAt).localeCompare(String(right.createdAt)))
      .slice(0, limit)
      .map((item) => String(item.pk));
  };

  return {
    notStarted: (before, limit) =>
      oldest('by-status', 'statusShard', shardsOf('submitted'), limit, before.toISOString()),
    unpublished: (limit) => oldest('by-unpublished', 'unpublishedShard', shardsOf('unpublished'), limit, '9999'),
  };
}
