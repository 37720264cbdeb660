import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ifConditionHolds } from '../update-item.ts';
import type { DeliveryIndex, DeliveryPosition } from '../webhook-store/delivery-index.ts';

const BATCH = 25;

/** What to delete. */
export interface DeliveriesToDelete {
  /** Names of the webhooks. */
  readonly webhooks: readonly string[];
  /** Deliveries that have not changed since then. */
  readonly cutoff: Date;
  /** Whether there is time for another batch. */
  hasTime(): boolean;
}

/** Deletes ended deliveries, oldest first, and returns how many. Those of removed webhooks go with their order. */
export type DeleteDeliveries = (what: DeliveriesToDelete) => Promise<number>;

/** Creates the deletion over the order table. */
export function createDeleteDeliveries(
  client: DynamoDBDocumentClient,
  table: string,
  index: Pick<DeliveryIndex, 'positions'>,
): DeleteDeliveries {
  const remove = async ({ pk, sk }: DeliveryPosition, before: string): Promise<boolean> => {
    const deleted = await ifConditionHolds(() =>
      client.send(
        new DeleteCommand({
          TableName: table,
          Key: { pk, sk },
          // A redelivery changes both.
          ConditionExpression: '#status IN (:delivered, :failed) AND updatedAt < :before',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':delivered': 'delivered', ':failed': 'failed', ':before': before },
        }),
      ),
    );
    return deleted !== undefined;
  };

  return async ({ webhooks, cutoff, hasTime }) => {
    const before = cutoff.toISOString();
    let deleted = 0;
    let batch: DeliveryPosition[] = [];
    const flush = async (): Promise<void> => {
      const results = await Promise.all(batch.map((position) => remove(position, before)));
      deleted += results.filter(Boolean).length;
      batch = [];
    };
    const filter = { webhooks, statuses: ['delivered', 'failed'], first: 'oldest' } as const;
    for await (const position of index.positions(filter)) {
      if (position.createdAt >= before || !hasTime()) break;
      batch.push(position);
      if (batch.length === BATCH) await flush();
    }
    await flush();
    return deleted;
  };
}
