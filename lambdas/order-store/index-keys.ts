import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { ORDER_TABLE } from '../../blueprint/blueprint.ts';

/** Where an order stands in every list: newest first, and by id among orders of the same instant. */
export interface OrderPosition {
  /** ISO 8601 in UTC with milliseconds, so that text sorts as time. */
  readonly createdAt: string;
  readonly id: string;
}

/** One partition of an index, and which part of it is asked for. */
export interface IndexRange {
  readonly index: 'by-status' | 'by-day';
  readonly shard: string;
  /** The oldest and the newest instant, both included. */
  readonly from: string;
  readonly to: string;
}

/** How many keys one query reads: a key is about 150 bytes, so this is a few read units. */
const KEYS_PER_QUERY = 200;

/** The order of every list: later first, then greater id first. */
export function comparePositions(left: OrderPosition, right: OrderPosition): number {
  return compareText(right.createdAt, left.createdAt) || compareText(right.id, left.id);
}

/**
 * The keys of one partition, newest first.
 *
 * DynamoDB does not say in which order an index gives items with the same sort key, so those are gathered and sorted.
 */
export async function* indexKeys(
  client: DynamoDBDocumentClient,
  table: string,
  range: IndexRange,
): AsyncGenerator<OrderPosition, void> {
  let instant: OrderPosition[] = [];
  for await (const position of rawKeys(client, table, range)) {
    if (instant[0] !== undefined && instant[0].createdAt !== position.createdAt) {
      yield* instant.toSorted(comparePositions);
      instant = [];
    }
    instant.push(position);
  }
  yield* instant.toSorted(comparePositions);
}

async function* rawKeys(
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
  if (index === undefined) throw new TypeError(`Expected the table to have an index ${name}, found none.`);
  return index.partitionKey;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
