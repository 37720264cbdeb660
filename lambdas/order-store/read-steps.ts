import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { stepKey } from '../../core/order/order-keys.ts';
import type { OrderSummaryRecord, StepRecord } from '../../core/order/order-record.ts';
import { type StepItem, stepOf } from './order-item.ts';
import { readItems } from './read-items.ts';

/** Returns the records of the steps of the latest run of each order, by the order's id. @throws OrdersUnread the table is throttled */
export type ReadStepsOf = (
  orders: readonly Pick<OrderSummaryRecord, 'id' | 'runs'>[],
) => Promise<ReadonlyMap<string, readonly StepRecord[]>>;

/** Creates the function over the order table. */
export function createReadStepsOf(client: DynamoDBDocumentClient, table: string): ReadStepsOf {
  return async (orders) => {
    const keys = orders.flatMap(({ id, runs }) => (runs.at(-1)?.steps ?? []).map((step) => stepKey(id, step.id)));
    const items = await readItems(client, table, keys);
    const byOrder = Map.groupBy(items, ({ pk }) => String(pk));
    return new Map([...byOrder].map(([id, found]) => [id, found.map((item) => stepOf(item as unknown as StepItem))]));
  };
}
