import * as z from 'zod';
import { startTable } from '../../contract/in-memory-table.ts';
import { buildSequences } from '../../core/config/build-sequences.ts';
import { resolveSequence } from '../../core/config/resolve-sequence.ts';
import { tenantConfigSchema } from '../../core/config/tenant-config.ts';
import type { OrderEvent } from '../../core/events/order-events.ts';
import type { JsonObject } from '../../core/json.ts';
import { newOrderId } from '../../core/order/order-ids.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import { catalogOf, definePlugin, type Plugin } from '../../core/plugin/define-plugin.ts';
import { RECOGNISED_BY_DATA } from '../../core/plugin/idempotency.ts';
import { lanesOf } from '../../lambdas/api/submit-order/lanes-of.ts';
import { newOrder } from '../../lambdas/api/submit-order/new-order.ts';
import { createLeaveLanes } from '../../lambdas/order-runs/lanes.ts';
import type { Healing } from '../../lambdas/order-runs/start-heal.ts';
import { createLaneStore } from '../../lambdas/order-store/lane-store.ts';
import { createOperatorStepStore, type WaitEnd } from '../../lambdas/order-store/operator-step-store.ts';
import { createOperatorStore } from '../../lambdas/order-store/operator-store.ts';
import { createOrderStore } from '../../lambdas/order-store/order-store.ts';
import { createSearchIndex } from '../../lambdas/order-store/search-index.ts';
import { createStepStore } from '../../lambdas/order-store/step-store.ts';
import { createUnfinishedOrders } from '../../lambdas/order-store/unfinished-orders.ts';

/** A new order that the schema accepts. */
export const SMALL_ORDER: JsonObject = {
  order_type: 'new',
  country: 'GB',
  orderItems: [{ offer: { path: '/offers2/Digital Monthly' } }],
  customerDetails: { email: 'ada@example.org' },
};

/** Key of the search index. */
export const SEARCH_KEY = 'the search key of a test';

/** A plugin that does nothing, for sequences whose steps are not run. */
export function idlePlugin(name: string, effect: Plugin['effect'] = { idempotent: RECOGNISED_BY_DATA }): Plugin {
  return definePlugin({
    name,
    service: 'test',
    summary: 'Does nothing.',
    options: z.strictObject({}),
    effect,
    run: async () => ({ output: {} }),
  });
}

/** Starts an in-memory order table with its stores, a clock that tests advance, and a bus that records its events. */
export async function startOrderWorld(plugins: readonly Plugin[] = [idlePlugin('first'), idlePlugin('second')]) {
  const table = await startTable();
  const catalog = catalogOf(plugins);
  const config = tenantConfigSchema.parse({
    tenant: 'acme',
    processOrder: plugins.map((plugin) => ({ name: plugin.name, critical: true })),
  });
  const orders = createOrderStore(table.client, table.table);
  let now = new Date('2026-03-02T09:30:00.000Z');
  const published: OrderEvent[] = [];
  const lanes = createLaneStore(table.client, table.table);
  const continued: string[] = [];
  const heals: Healing[] = [];
  const search = createSearchIndex(table.client, table.table, async () => SEARCH_KEY);
  const draft = async (payload: JsonObject = SMALL_ORDER, id = newOrderId()): Promise<OrderRecord> => {
    const resolved = resolveSequence(config, catalog, payload);
    return newOrder(id, payload, resolved, now, await lanesOf(payload, resolved.sequence, { config, index: search }));
  };
  const taskAnswers: { readonly taskToken: string; readonly end: WaitEnd }[] = [];
  return {
    ...table,
    catalog,
    config,
    orders,
    search,
    lanes,
    /** Orders whose turn came when another left their lane. */
    continued,
    leaveLanes: createLeaveLanes({ orders, lanes, startRun: async ({ id }) => void continued.push(id) }),
    steps: createStepStore(table.client, table.table),
    unfinished: createUnfinishedOrders(table.client, table.table),
    sequences: buildSequences(config, catalog),
    now: () => now,
    advance(seconds: number) {
      now = new Date(now.getTime() + seconds * 1000);
    },
    published,
    /** Started heals. */
    heals,
    startHeal: async (healing: Healing) => {
      heals.push(healing);
    },
    operator: createOperatorStore(table.client, table.table),
    operatorSteps: createOperatorStepStore(table.client, table.table),
    /** Results sent with a task token. */
    taskAnswers,
    /** Ends waiting steps in the table, and adds results for the state machine to `taskAnswers`. */
    openCallbacks: async () => ({
      endWait: createOperatorStepStore(table.client, table.table).endWait,
      sendTaskResult: async (taskToken: string, end: WaitEnd) => {
        taskAnswers.push({ taskToken, end });
        return true;
      },
    }),
    publishEvents: async (events: readonly OrderEvent[]) => {
      published.push(...events);
    },
    /** Returns an order as a submission makes it. */
    draft,
    /** Stores an order as a submission does. */
    async submitted(payload: JsonObject = SMALL_ORDER, id = newOrderId()): Promise<OrderRecord> {
      const order = await draft(payload, id);
      await orders.put(order);
      return order;
    },
  };
}

/** The result of `startOrderWorld`. */
export type OrderWorld = Awaited<ReturnType<typeof startOrderWorld>>;
