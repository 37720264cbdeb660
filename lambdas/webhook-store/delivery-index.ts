import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { DELIVERY_PREFIX, deliveryKey, deliveryShardOf, type ItemKey } from '../../core/order/order-keys.ts';
import type { DeliveryRecord, LISTED_STATUSES } from '../../core/webhooks/delivery-record.ts';
import { readItems } from '../order-store/read-items.ts';
import { compareText, mergeSorted, sortEqualKeys } from '../order-store/sorted-streams.ts';

/** The position of a delivery in every list. */
export interface DeliveryPosition extends ItemKey {
  readonly createdAt: string;
}

/** Which deliveries to list, and in which order. */
export interface DeliveryFilter {
  readonly webhooks: readonly string[];
  readonly statuses: readonly (typeof LISTED_STATUSES)[number][];
  /** Only deliveries created at this time or later; ISO 8601. @default no limit */
  readonly since?: string | undefined;
  /** @default newest */
  readonly first?: 'newest' | 'oldest';
}

/** Lists deliveries. */
export interface DeliveryIndex {
  /** Returns the positions of deliveries by webhook and status, after the given position. */
  positions(filter: DeliveryFilter, after?: DeliveryPosition): AsyncGenerator<DeliveryPosition, void>;
  /** Reads deliveries by position, and omits those that do not exist. @throws OrdersUnread the table is throttled */
  read(positions: readonly DeliveryPosition[]): Promise<readonly DeliveryRecord[]>;
  /** Returns every delivery of an order, sorted by event and then by webhook. */
  ofOrder(orderId: string): Promise<readonly DeliveryRecord[]>;
}

const KEYS_PER_QUERY = 100;

/** Creates the delivery index over the order table. */
export function createDeliveryIndex(client: DynamoDBDocumentClient, table: string): DeliveryIndex {
  async function* readPartition(
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
        filter.statuses.map((status) =>
          sortEqualKeys(readPartition(deliveryShardOf(webhook, status), filter), compare),
        ),
      );
      for await (const position of mergeSorted(streams, compare))
        if (after === undefined || compare(position, after) > 0) yield position;
    },

    async read(positions) {
      const items = await readItems(client, table, positions);
      const byKey = new Map(items.map((item) => [`${item.pk} ${item.sk}`, item as unknown as DeliveryRecord]));
      return positions.flatMap(({ pk, sk }) => byKey.get(`${pk} ${sk}`) ?? []);
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

/** Returns the position of a delivery. */
export function positionOf({ orderId, sequence, webhook, createdAt }: DeliveryRecord): DeliveryPosition {
  return { ...deliveryKey(orderId, sequence, webhook), createdAt };
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
