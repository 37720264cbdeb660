import { resolveSequence } from '../core/config/resolve-sequence.ts';
import { tenantConfigSchema } from '../core/config/tenant-config.ts';
import type { JsonObject } from '../core/json.ts';
import { newOrderId } from '../core/order/order-ids.ts';
import type { OrderRecord } from '../core/order/order-record.ts';
import { catalogOf, type Plugin } from '../core/plugin/define-plugin.ts';
import { newOrder } from '../lambdas/api/submit-order/new-order.ts';
import { createOperatorStepStore } from '../lambdas/order-store/operator-step-store.ts';
import { createOrderStore } from '../lambdas/order-store/order-store.ts';
import { createStepStore } from '../lambdas/order-store/step-store.ts';
import { startTable } from './in-memory-table.ts';

/** The result of {@link startOrderTable}. */
export type OrderTable = Awaited<ReturnType<typeof startOrderTable>>;

/** Starts an in-memory order table of a tenant with one step, with its stores and a clock that the contract advances. */
export async function startOrderTable(plugin: Plugin) {
  const table = await startTable();
  const catalog = catalogOf([plugin]);
  const processOrder = [{ name: plugin.name, critical: true }];
  const config = tenantConfigSchema.parse({ tenant: 'acme', processOrder });
  const orders = createOrderStore(table.client, table.table);
  let now = new Date('2026-03-02T09:30:00.000Z');
  return {
    ...table,
    orders,
    steps: createStepStore(table.client, table.table),
    now: () => now,
    advance(seconds: number) {
      now = new Date(now.getTime() + seconds * 1000);
    },
    openCallbacks: async () => ({
      endWait: createOperatorStepStore(table.client, table.table).endWait,
      sendTaskResult: async () => true,
    }),
    /** Stores an order as a submission does. */
    async submitted(payload: JsonObject): Promise<OrderRecord> {
      const order = newOrder(newOrderId(), payload, resolveSequence(config, catalog, payload), now, []);
      await orders.put(order);
      return order;
    },
  };
}
