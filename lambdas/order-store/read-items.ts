import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { counted } from '../../core/counted.ts';
import type { ItemKey } from '../../core/order/order-keys.ts';

/** Most keys of one BatchGetItem. Source: Amazon DynamoDB API Reference, BatchGetItem. */
export const KEYS_PER_BATCH = 100;

/** Requests that may leave keys unread before the read fails. */
const MAX_ROUNDS = 8;

/** DynamoDB repeatedly left keys unread. The caller may retry. */
export class OrdersUnread extends Error {
  override readonly name = 'OrdersUnread';
}

/** Options of a batch read. */
export interface ReadItemsOptions {
  /** Attributes to read. @default all */
  readonly attributes?: readonly string[];
  /** Milliseconds to wait before the second request for unread keys; doubles for each further one. @default 25 */
  readonly firstPauseMs?: number;
}

/**
 * Reads items by key, and leaves out those that do not exist. Requests keys again that DynamoDB leaves unprocessed because
 * the response would exceed 16 MB or the table is throttled.
 *
 * @returns the items in any order
 * @throws OrdersUnread keys were still unread after 8 requests
 */
export async function readItems(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly ItemKey[],
  { attributes, firstPauseMs = 25 }: ReadItemsOptions = {},
): Promise<readonly Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let pending: Record<string, unknown>[] = keys.map(({ pk, sk }) => ({ pk, sk }));
  for (let rounds = 0; pending.length > 0; ) {
    const request = { Keys: pending.slice(0, KEYS_PER_BATCH), ...projectionOf(attributes) };
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: request } }),
    );
    items.push(...(Responses?.[table] ?? []));
    const unread = UnprocessedKeys?.[table]?.Keys ?? [];
    pending = [...unread, ...pending.slice(KEYS_PER_BATCH)];
    if (unread.length === 0) continue;
    rounds += 1;
    if (rounds === MAX_ROUNDS)
      throw new OrdersUnread(
        `DynamoDB left ${counted(unread.length, 'item')} unread after ${MAX_ROUNDS} requests. The table is throttled.`,
      );
    await pause(firstPauseMs * 2 ** (rounds - 1));
  }
  return items;
}

function projectionOf(attributes: readonly string[] | undefined) {
  return (
    attributes && {
      ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
    }
  );
}
