import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { attentionAttributes } from '../../core/order/attention.ts';
import { orderKey } from '../../core/order/order-keys.ts';
import { allOf, equals, hasSize, isAbsent } from '../update-expression.ts';
import { writeItem } from '../update-item.ts';
import { createOrderStore } from './order-store.ts';

/** Adds an order that an earlier version stored to the index of orders that need a person, if it does. Safe to repeat. */
export type IndexAttention = (orderId: string) => Promise<void>;

/** Creates the function over the order table. An order that changes meanwhile is indexed by that change. */
export function createIndexAttention(client: DynamoDBDocumentClient, table: string): IndexAttention {
  const { get } = createOrderStore(client, table);
  return async (orderId) => {
    const order = await get(orderId);
    const attributes = order === undefined || order.attention !== undefined ? undefined : attentionAttributes(order);
    if (order === undefined || attributes === undefined) return;
    await writeItem(client, table, orderKey(orderId), {
      set: { ...attributes },
      when: allOf(
        equals('status', order.status),
        hasSize('runs', order.runs.length),
        hasSize('degraded', order.degraded.length),
        isAbsent('attention'),
        isAbsent('erasing'),
      ),
    });
  };
}
