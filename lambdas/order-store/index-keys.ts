import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { ORDER_TABLE, type TableSpec } from '../../blueprint/table.ts';
import { type Attention, readAttention } from '../../core/order/attention.ts';
import { compareText, sortEqualKeys } from './sorted-streams.ts';

/** The position of an order in every list: newest first, and by id among orders of the same instant. */
export interface OrderPosition {
  /** ISO 8601 in UTC with milliseconds, so that sorting it as text sorts by time. */
  readonly createdAt: string;
  readonly id: string;
}

/** An entry of an index of orders. */
export interface IndexedPosition extends OrderPosition {
  /** What the order needs a person for, if the index says so. */
  readonly attention?: Attention;
}

/** A part of one partition of an index. */
export interface IndexRange {
  readonly index: 'by-status' | 'by-day' | 'by-attention';
  readonly shard: string;
  /** The oldest and the newest instant, both inclusive. */
  readonly from: string;
  readonly to: string;
}

/** Keys per query. A key is about 150 bytes, so a query takes a few read units. */
const KEYS_PER_QUERY = 200;

/** Compares positions in the order of every list: newest first, then greatest id first. */
export function comparePositions(left: OrderPosition, right: OrderPosition): number {
  return compareText(right.createdAt, left.createdAt) || compareText(right.id, left.id);
}

/** Returns the keys of one partition, newest first. @param perQuery keys to read at a time. @default 200 */
export function indexKeys(
  client: DynamoDBDocumentClient,
  table: string,
  range: IndexRange,
  perQuery = KEYS_PER_QUERY,
): AsyncGenerator<IndexedPosition, void> {
  return sortEqualKeys(readKeys(client, table, range, perQuery), comparePositions);
}

async function* readKeys(
  client: DynamoDBDocumentClient,
  table: string,
  { index, shard, from, to }: IndexRange,
  pageSize: number,
): AsyncGenerator<IndexedPosition, void> {
  const { partitionKey, sortKey } = indexNamed(index);
  const pages = paginateQuery(
    { client, pageSize },
    {
      TableName: table,
      IndexName: index,
      KeyConditionExpression: '#shard = :shard AND #sort BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#shard': partitionKey, '#sort': sortKey },
      // What an order needs a person for follows the instant in the key.
      ExpressionAttributeValues: { ':shard': shard, ':from': from, ':to': index === 'by-attention' ? `${to}~` : to },
      ScanIndexForward: false,
    },
  );
  for await (const page of pages) for (const item of page.Items ?? []) yield positionOf(item);
}

function positionOf(item: Readonly<Record<string, unknown>>): IndexedPosition {
  const id = String(item.pk);
  return typeof item.attention === 'string'
    ? { id, ...readAttention(item.attention) }
    : { id, createdAt: String(item.createdAt) };
}

function indexNamed(name: IndexRange['index']): TableSpec['indexes'][number] {
  const index = ORDER_TABLE.indexes.find((candidate) => candidate.name === name);
  if (index === undefined) throw new TypeError(`The order table has no index ${name}.`);
  return index;
}
