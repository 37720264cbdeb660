import { type DynamoDBDocumentClient, GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from '../../core/order/order-keys.ts';
import { ifConditionHolds } from '../update-item.ts';
import { readItems } from './read-items.ts';

/** Where a page of records ended. */
export interface RecordPosition {
  readonly createdAt: string;
  readonly id: string;
}

/** Records about many orders: one item each, and one item for each part of its orders. */
export interface RecordsInParts<Entry extends RecordPosition, Part extends { readonly number: number }> {
  keyOf(id: string): ItemKey;
  /** Returns the record in an item. */
  recordOf(item: Readonly<Record<string, unknown>>): Entry;
  /** Stores a new record. Returns false if its id is taken. */
  put(record: Entry): Promise<boolean>;
  /** Returns a record, read consistently. */
  get(id: string): Promise<Entry | undefined>;
  /** Returns records, newest first. @param before only those before this position; undefined for the first page */
  list(limit: number, before?: RecordPosition): Promise<readonly Entry[]>;
  putPart(id: string, part: Part): Promise<void>;
  getPart(id: string, number: number): Promise<Part | undefined>;
  /** Returns the parts of a record, in order. @param first the number of the first one; default: 1 */
  parts(id: string, first?: number): AsyncGenerator<Part, void>;
}

const partKey = (id: string, number: number): ItemKey => ({ pk: id, sk: `orders#${String(number).padStart(6, '0')}` });

/**
 * Creates the access to the records of one kind in the order table.
 *
 * @param kind `sk` is the sort key of a record, `shard` the partition of all records in the day index, which has no day of that name
 */
export function createRecordsInParts<Entry extends RecordPosition, Part extends { readonly number: number }>(
  client: DynamoDBDocumentClient,
  table: string,
  kind: { readonly sk: string; readonly shard: string },
): RecordsInParts<Entry, Part> {
  const { shard, sk } = kind;
  const keyOf = (id: string): ItemKey => ({ pk: id, sk });
  const recordOf = ({ pk: _pk, sk: _sk, dayShard: _shard, ...record }: Readonly<Record<string, unknown>>) =>
    record as unknown as Entry;
  const partOf = ({ pk: _pk, sk: _sk, ...part }: Readonly<Record<string, unknown>>) => part as unknown as Part;
  return {
    keyOf,
    recordOf,

    async put(record) {
      const Item = { ...keyOf(record.id), ...record, dayShard: shard };
      const put = new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' });
      return (await ifConditionHolds(() => client.send(put))) !== undefined;
    },

    async get(id) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true }));
      return Item && recordOf(Item);
    },

    async list(limit, before) {
      const query = {
        TableName: table,
        IndexName: 'by-day',
        KeyConditionExpression: 'dayShard = :shard AND createdAt <= :to',
        ExpressionAttributeValues: { ':shard': shard, ':to': before?.createdAt ?? '9999' },
        ScanIndexForward: false,
      };
      const keys: ItemKey[] = [];
      for await (const { Items = [] } of paginateQuery({ client, pageSize: limit + 1 }, query)) {
        for (const { pk, createdAt } of Items)
          if (before === undefined || createdAt !== before.createdAt || String(pk) < before.id)
            keys.push(keyOf(String(pk)));
        if (keys.length >= limit) break;
      }
      const items = (await readItems(client, table, keys)).map(recordOf);
      return items
        .toSorted((left, right) => compare(right.createdAt, left.createdAt) || compare(right.id, left.id))
        .slice(0, limit);
    },

    async putPart(id, part) {
      await client.send(new PutCommand({ TableName: table, Item: { ...partKey(id, part.number), ...part } }));
    },

    async getPart(id, number) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: partKey(id, number), ConsistentRead: true }),
      );
      return Item && partOf(Item);
    },

    async *parts(id, first = 1) {
      const query = {
        TableName: table,
        KeyConditionExpression: 'pk = :id AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':id': id, ':first': partKey(id, first).sk, ':last': partKey(id, 999_999).sk },
        ConsistentRead: true,
      };
      for await (const { Items = [] } of paginateQuery({ client }, query)) yield* Items.map(partOf);
    },
  };
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
