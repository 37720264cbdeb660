import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { ORDER_TABLE } from '../../blueprint/table.ts';
import { compareText, sortEqualKeys } from './sorted-streams.ts';

/** The position of an order in every list: newest first, and by id among orders of the same instant. */
export interface OrderPosition {
  /** ISO 8601 in UTC with milliseconds, so that sorting it as text sorts by time. */
  readonly createdAt: string;
  readonly id: string;
}

/** A part of one partition of an index. */
export interface IndexRange {
  readonly index: 'by-status' | 'by-day';
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

/** Returns the keys of one partition, newest first. */
export function indexKeys(
  client: DynamoDBDocumentClient,
  table: string,
  range: IndexRange,
): AsyncGenerator<OrderPosition, void> {
  return sortEqualKeys(readKeys(client, table, range), comparePositions);
}

async function* readKeys(
  client: DynamoDBDocumentClient,
  table: string,
  { index, shard, from, to }: IndexRange,
): AsyncGenerator<OrderPosition, void> {
  const pages = paginateQuery(
    { client, pageSize: KEYS_PER_QUERY },
    {
      TableName: table,
      IndexName: index,
      KeyConditionExpression: '#shard = :shard AND createdAt BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#shard': partitionKeyOf(index) },
      ExpressionAttributeValues: { ':shard': shard, ':from': from, ':to': to },
      ScanIndexForward: false,
    },
  );
  for await (const page of pages) {
    for (const item of page.Items ?? []) yield { createdAt: String(item.createdAt), id: String(item.pk) };
  }
}

function partitionKeyOf(name: IndexRange['index']): string {
  const index = ORDER_TABLE.indexes.find((candidate) => candidate.name === name);
  if (index === undefined) throw new TypeError(`The order table has no index ${name}.`);
  return index.partitionKey;
}
