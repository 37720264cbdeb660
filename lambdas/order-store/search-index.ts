import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from '../../core/order/order-keys.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import { type SearchTerm, searchHashOf, searchTermsOf } from '../../core/order/search-terms.ts';

/** Reads the tenant's search key. */
export type ReadSearchKey = () => Promise<string>;

/** A term as the index has it. */
export type SearchHash = string;

/** The part of an order that is indexed. */
export type IndexedOrder = Pick<OrderRecord, 'id' | 'payload'>;

/**
 * Finds orders by what people know of them. Each term of an order is one item, `find#<keyed hash>` with the order's id, so that
 * neither the table nor a copy of it says whose orders there are.
 *
 * An entry is a hint: it is written together with the order, not in one transaction. Whoever finds an order by it checks that the
 * order has the term.
 */
export interface SearchIndex {
  /** Adds the terms of an order. Repeating it changes nothing. */
  add(order: IndexedOrder): Promise<void>;
  hashOf(term: SearchTerm): Promise<SearchHash>;
  /** Returns the hashes of every term of an order, or of those of some kinds. */
  hashesOf(order: IndexedOrder, kinds?: readonly SearchTerm['kind'][]): Promise<readonly SearchHash[]>;
  /** Returns ids of orders, sorted. */
  find(hash: SearchHash): AsyncGenerator<string, void>;
  remove(orderId: string, hashes: readonly SearchHash[]): Promise<void>;
}

/** Returns the key of an entry. */
function entryKey(hash: SearchHash, orderId: string): ItemKey {
  return { pk: `find#${hash}`, sk: orderId };
}

/** Creates the index over the order table. */
export function createSearchIndex(client: DynamoDBDocumentClient, table: string, readKey: ReadSearchKey): SearchIndex {
  const hashesOf: SearchIndex['hashesOf'] = async (order, kinds) => {
    const key = await readKey();
    return searchTermsOf(order, kinds).map((term) => searchHashOf(term, key));
  };
  return {
    hashesOf,
    async add(order) {
      const hashes = await hashesOf(order);
      await Promise.all(
        hashes.map((hash) => client.send(new PutCommand({ TableName: table, Item: entryKey(hash, order.id) }))),
      );
    },
    hashOf: async (term) => searchHashOf(term, await readKey()),
    async *find(hash) {
      const query = {
        TableName: table,
        KeyConditionExpression: 'pk = :hash',
        ExpressionAttributeValues: { ':hash': entryKey(hash, '').pk },
        ConsistentRead: true,
      };
      for await (const { Items = [] } of paginateQuery({ client }, query)) for (const { sk } of Items) yield String(sk);
    },
    async remove(orderId, hashes) {
      await Promise.all(
        hashes.map((hash) => client.send(new DeleteCommand({ TableName: table, Key: entryKey(hash, orderId) }))),
      );
    },
  };
}
