import { BatchGetCommand, type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { DELIVERY_PREFIX, deliveryKey, deliveryShardOf, type ItemKey } from '../../core/order/order-keys.ts';
import type { DeliveryRecord, LISTED_STATUSES } from '../../core/webhooks/delivery-record.ts';
import { mergeSorted } from '../order-store/merge-sorted.ts';
import { KEYS_PER_BATCH, OrdersUnread } from '../order-store/read-summaries.ts';

/** Where a delivery stands in every list. */
export interface DeliveryPosition extends ItemKey {
  readonly createdAt: string;
}

/** Which deliveries a list is of. */
export interface DeliveryFilter {
  readonly webhooks: readonly string[];
  readonly statuses: readonly (typeof LISTED_STATUSES)[number][];
  /** The oldest instant, included; ISO 8601. @default no limit */
  readonly since?: string | undefined;
  /** @default newest */
  readonly first?: 'newest' | 'oldest';
}

/** Lists deliveries. */
export interface DeliveryIndex {
  /** Positions of deliveries by webhook and status, after one when given. */
  positions(filter: DeliveryFilter, after?: DeliveryPosition): AsyncGenerator<DeliveryPosition, void>;
  /** Deliveries by position, at most 100; those that are gone are left out. */
  read(positions: readonly DeliveryPosition[]): Promise<readonly DeliveryRecord[]>;
  /** Every delivery of an order, by event and then by webhook. */
  ofOrder(orderId: string): Promise<readonly DeliveryRecord[]>;
}

const KEYS_PER_QUERY = 100;
const MAX_ROUNDS = 8;

/** The lists over the table and its delivery index. */
export function createDeliveryIndex(client: DynamoDBDocumentClient, table: string): DeliveryIndex {
  async function* partition(
    shard: string,
    { since = '', first }: DeliveryFilter,
  ): AsyncGenerator<DeliveryPosition, void> {
    const pages = paginateQuery(
      { client, pageSize: KEYS_PER_QUERY },
      {
        TableName: table,
        IndexName: 'by-delivery',
        KeyConditionExpression: 'deliveryShard = :shard AND createdAt >= :since',
        ExpressionAttributeValues: { ':shard': shard, ':since': since === '' ? '0' : since },
        ScanIndexForward: first === 'oldest',
      },
    );
    for await (const page of pages)
      for (const { createdAt, pk, sk } of page.Items ?? [])
        yield { createdAt: String(createdAt), pk: String(pk), sk: String(sk) };
  }

  return {
    async *positions(filter, after) {
      const compare = filter.first === 'oldest' ? comparePositions : descending;
      const streams = filter.webhooks.flatMap((webhook) =>
        filter.statuses.map((status) => settled(partition(deliveryShardOf(webhook, status), filter), compare)),
      );
      for await (const position of mergeSorted(streams, compare))
        if (after === undefined || compare(position, after) > 0) yield position;
    },

    async read(positions) {
      const found = new Map<string, DeliveryRecord>();
      let keys: Record<string, unknown>[] = positions.map(({ pk, sk }) => ({ pk, sk }));
      for (let round = 0; keys.length > 0; round += 1) {
        if (round === MAX_ROUNDS)
          throw new OrdersUnread(`Expected DynamoDB to read all deliveries, found ${keys.length} unread: try again.`);
        const answer = await client.send(
          new BatchGetCommand({ RequestItems: { [table]: { Keys: keys.slice(0, KEYS_PER_BATCH) } } }),
        );
        for (const item of answer.Responses?.[table] ?? [])
          found.set(`${item.pk} ${item.sk}`, item as unknown as DeliveryRecord);
        keys = [...(answer.UnprocessedKeys?.[table]?.Keys ?? []), ...keys.slice(KEYS_PER_BATCH)];
      }
      return positions.flatMap(({ pk, sk }) => found.get(`${pk} ${sk}`) ?? []);
    },

    async ofOrder(orderId) {
      const deliveries: DeliveryRecord[] = [];
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :id AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':id': orderId, ':prefix': DELIVERY_PREFIX },
        },
      );
      for await (const page of pages) deliveries.push(...((page.Items ?? []) as unknown as DeliveryRecord[]));
      return deliveries;
    },
  };
}

/** The position of a delivery. */
export function positionOf({ orderId, sequence, webhook, createdAt }: DeliveryRecord): DeliveryPosition {
  return { ...deliveryKey(orderId, sequence, webhook), createdAt };
}

/** DynamoDB does not say in which order an index gives items with the same sort key, so those are gathered and sorted. */
async function* settled(
  positions: AsyncGenerator<DeliveryPosition, void>,
  compare: typeof comparePositions,
): AsyncGenerator<DeliveryPosition, void> {
  let instant: DeliveryPosition[] = [];
  for await (const position of positions) {
    if (instant[0] !== undefined && instant[0].createdAt !== position.createdAt) {
      yield* instant.toSorted(compare);
      instant = [];
    }
    instant.push(position);
  }
  yield* instant.toSorted(compare);
}

function comparePositions(left: DeliveryPosition, right: DeliveryPosition): number {
  return compareText(textOf(left), textOf(right));
}

function descending(left: DeliveryPosition, right: DeliveryPosition): number {
  return comparePositions(right, left);
}

function textOf({ createdAt, pk, sk }: DeliveryPosition): string {
  return `${createdAt} ${pk} ${sk}`;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
