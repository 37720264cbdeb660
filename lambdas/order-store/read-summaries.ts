import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../../core/json.ts';
import { orderKey } from '../../core/order/order-keys.ts';
import { type OrderSummaryRecord, SUMMARY_FIELDS } from '../../core/order/order-record.ts';
import { type OrderItem, runsOf } from './order-item.ts';
import { type ReadItemsOptions, readItems } from './read-items.ts';

/**
 * Reads orders by id, in the order of the ids. Orders that do not exist are left out.
 *
 * @throws OrdersUnread the table is throttled
 */
export async function readSummaries(
  client: DynamoDBDocumentClient,
  table: string,
  ids: readonly string[],
  options: Pick<ReadItemsOptions, 'firstPauseMs'> = {},
): Promise<readonly OrderSummaryRecord[]> {
  const items = await readItems(client, table, ids.map(orderKey), { ...options, attributes: SUMMARY_FIELDS });
  const orders = items.map((item) => summaryOf(item as unknown as Pick<OrderItem, keyof OrderSummaryRecord>));
  const byId = new Map(orders.map((order) => [order.id, order]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function summaryOf(item: Pick<OrderItem, keyof OrderSummaryRecord>): OrderSummaryRecord {
  return { ...item, payload: JSON.parse(item.payload) as JsonObject, runs: runsOf(item.runs) };
}
