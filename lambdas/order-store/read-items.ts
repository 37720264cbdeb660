import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from '../../core/order/order-keys.ts';

/** Most keys of one BatchGetItem. Source: Amazon DynamoDB API Reference, BatchGetItem. */
export const KEYS_PER_BATCH = 100;

/** How often keys that DynamoDB leaves unread are requested. */
const MAX_ROUNDS = 8;

/** DynamoDB repeatedly left keys unread. The caller may try again. */
export class OrdersUnread extends Error {
  override readonly name = 'OrdersUnread';
}

/** Options of a batch read. */
export interface ReadItemsOptions {
  /** Attributes to read. @default all */
  readonly attributes?: readonly string[];
  /** Milliseconds before keys are requested a second time; the pause doubles each time. @default 25 */
  readonly firstPauseMs?: number;
}

/**
 * Reads items by key. Items that do not exist are left out.
 *
 * DynamoDB leaves keys unprocessed if the response would exceed 16 MB or the table is throttled. They are requested again.
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
        `DynamoDB left ${unread.length} items unread after ${MAX_ROUNDS} requests. The table is throttled.`,
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
