import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../../core/json.ts';
import { orderKey } from '../../core/order/order-keys.ts';
import { type OrderSummaryRecord, SUMMARY_FIELDS } from '../../core/order/order-summary.ts';
import { type OrderItem, runsOf } from './order-item.ts';

/** The most keys that one BatchGetItem takes. Source: Amazon DynamoDB API Reference, BatchGetItem. */
export const KEYS_PER_BATCH = 100;

const MAX_ROUNDS = 8;

/** DynamoDB kept leaving keys unread; the caller may try again. */
export class OrdersUnread extends Error {
  override readonly name = 'OrdersUnread';
}

/**
 * Reads orders by id, at most 100, in the order of the ids; those that are gone are left out.
 *
 * Keys that DynamoDB leaves unprocessed (the answer would pass 16 MB, or the table is throttled) are asked for again,
 * after a pause that doubles.
 *
 * @param ids at most 100
 * @param options `firstPauseMs`: milliseconds before the second round, 25 by default
 * @throws OrdersUnread keys were still unread after 8 rounds
 */
export async function readSummaries(
  client: DynamoDBDocumentClient,
  table: string,
  ids: readonly string[],
  { firstPauseMs = 25 }: { readonly firstPauseMs?: number } = {},
): Promise<readonly OrderSummaryRecord[]> {
  const found = new Map<string, OrderSummaryRecord>();
  let keys: Record<string, unknown>[] = ids.map((id) => ({ ...orderKey(id) }));
  for (let round = 0; keys.length > 0; round += 1) {
    if (round === MAX_ROUNDS)
      throw new OrdersUnread(
        `Expected DynamoDB to read ${ids.length} orders, found ${keys.length} unread after ${MAX_ROUNDS} rounds: the table is throttled.`,
      );
    if (round > 0) await pause(firstPauseMs * 2 ** (round - 1));
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ...projection() } } }),
    );
    for (const item of answer.Responses?.[table] ?? []) {
      const order = summaryOf(item as unknown as Pick<OrderItem, keyof OrderSummaryRecord>);
      found.set(order.id, order);
    }
    keys = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

function projection(): { ProjectionExpression: string; ExpressionAttributeNames: Record<string, string> } {
  return {
    ProjectionExpression: SUMMARY_FIELDS.map((field) => `#${field}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(SUMMARY_FIELDS.map((field) => [`#${field}`, field])),
  };
}

function summaryOf(item: Pick<OrderItem, keyof OrderSummaryRecord>): OrderSummaryRecord {
  return { ...item, payload: JSON.parse(item.payload) as JsonObject, runs: runsOf(item.runs) };
}
