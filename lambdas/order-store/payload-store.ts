import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../../core/json.ts';
import { isPayloadKey, orderKey, payloadReadKey } from '../../core/order/order-keys.ts';
import type { OrderRecord, PayloadRead } from '../../core/order/order-record.ts';
import { type FormerPayloadItem, type OrderItem, orderOf } from './order-item.ts';

/** A payload that a patch replaced. */
export interface FormerPayload {
  /** From 1. */
  readonly revision: number;
  readonly payload: JsonObject;
  readonly replacedBy: FormerPayloadItem['replacedBy'];
}

/** An order with every revision of its payload. */
export interface OrderWithPayloads {
  readonly order: OrderRecord;
  /** Oldest first. */
  readonly former: readonly FormerPayload[];
}

/** Reads what was submitted, and records who did. */
export interface PayloadStore {
  /** Returns the order with its former payloads, read consistently; undefined if there is no order. */
  get(orderId: string): Promise<OrderWithPayloads | undefined>;
  /** Records a read. Another one of the same person in the same minute replaces it, so that a page that reloads adds little. */
  recordRead(orderId: string, read: PayloadRead): Promise<void>;
}

/** Creates the store over the order table. */
export function createPayloadStore(client: DynamoDBDocumentClient, table: string): PayloadStore {
  return {
    async get(orderId) {
      const query = {
        TableName: table,
        KeyConditionExpression: 'pk = :id AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':id': orderId, ':from': orderKey(orderId).sk, ':to': 'payload$' },
        ConsistentRead: true,
      };
      const items: Record<string, unknown>[] = [];
      for await (const { Items = [] } of paginateQuery({ client }, query)) items.push(...Items);
      const order = items.find(({ sk }) => sk === orderKey(orderId).sk);
      if (order === undefined) return undefined;
      const record = orderOf(order as unknown as OrderItem);
      const copies = items.filter(({ sk }) => isPayloadKey(String(sk))).map((item) => formerPayloadOf(item));
      const former = copies.filter((copy) => wasReplaced(copy, record));
      return {
        order: record,
        former: former.toSorted((left, right) => left.revision - right.revision),
      };
    },

    async recordRead(orderId, read) {
      const person = createHash('sha256').update(read.by).digest('base64url').slice(0, 16);
      await client.send(
        new PutCommand({ TableName: table, Item: { ...payloadReadKey(orderId, read.at, person), ...read } }),
      );
    },
  };
}

/** A resume that fails after it has copied the payload leaves a copy of what still is the current one. */
function wasReplaced({ revision, replacedBy }: FormerPayload, { operations = [] }: OrderRecord): boolean {
  return operations.some(
    (each) => each.action === 'resume' && each.run === replacedBy.run && each.revision === revision + 1,
  );
}

function formerPayloadOf(item: Record<string, unknown>): FormerPayload {
  const { sk, payload, replacedBy } = item as unknown as FormerPayloadItem;
  return {
    revision: Number(sk.slice(sk.indexOf('#') + 1)),
    payload: JSON.parse(payload) as JsonObject,
    replacedBy,
  };
}
