import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../../core/json.ts';
import { createPayloadStore } from './payload-store.ts';

/** Returns the payload of an order and those that were replaced; none if there is no order. */
export type PayloadHistory = (orderId: string) => Promise<readonly JsonObject[]>;

/** Creates the reader over the order table. */
export function createPayloadHistory(client: DynamoDBDocumentClient, table: string): PayloadHistory {
  const payloads = createPayloadStore(client, table);
  return async (orderId) => {
    const found = await payloads.get(orderId);
    return found === undefined ? [] : [found.order.payload, ...found.former.map(({ payload }) => payload)];
  };
}
