import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { plugins } from '../../plugins/registry.ts';
import { startTestSystem, type TestReply, type TestSystem } from '../helpers/start-test-system.ts';
import { processEvents } from './order-details.ts';
import { SCENARIO_TENANT } from './scenario-target.ts';
import { exampleOrder } from './scenarios.ts';

/** More than the machine has processors, and fewer than one environment handles at a time. */
const ORDERS = 16;
const MARK = /mark-\d+-end/g;
const ORDER_ID = /order-[0-9a-f]{32}/g;
const markOf = (index: number): string => `mark-${index}-end`;

const lines: { readonly function: string; readonly correlation_id?: string; readonly step?: string }[] = [];
let system: TestSystem;
let orders: readonly OrderView[];

beforeAll(async () => {
  system = await startTestSystem({
    tenant: SCENARIO_TENANT,
    configure: (sandboxUrl) => ({
      processOrder: [
        ...SCENARIO_TENANT.processOrder,
        { name: 'duplicateSubscriptionCheck', critical: true },
        { name: 'entitlements', critical: true, options: { endpoint: `${sandboxUrl}/provisioning` } },
        {
          name: 'transferOwnership',
          critical: true,
          options: { endpoint: `${sandboxUrl}/provisioning/orders`, destinationId: 'order.owner' },
        },
        { name: 'calloutPlugin', critical: true, options: { endpoint: `${sandboxUrl}/provisioning/orders` } },
      ],
    }),
    onLog: (line) => {
      if (line.kind === 'function') lines.push({ function: line.function, ...JSON.parse(line.line) });
    },
  });
  const example = await exampleOrder();
  const replies = await Promise.all(
    Array.from({ length: ORDERS }, (_, index) => {
      const [name, domain] = [markOf(index), 'example.org'];
      const order = {
        ...example,
        external_id: name,
        owner: `owner-${name}`,
        customerDetails: { firstName: 'Ada', lastName: name, email: `${name}@${domain}` },
        customFields: { po_number: name },
      };
      return system.api('POST', '/orders', order, { prefer: 'wait=25' });
    }),
  );
  orders = replies.map(({ body }) => body as OrderView);
}, 120_000);
afterAll(() => system.close());

/** Every order id in a value. */
const idsIn = (value: unknown): readonly string[] => [...new Set(JSON.stringify(value).match(ORDER_ID))];

/** Every mark in a value. */
const marksIn = (value: unknown): readonly string[] => [...new Set(JSON.stringify(value).match(MARK))];

describe('orders that are in the same environments at the same time', () => {
  it('are complete, each with its own data only', async () => {
    for (const [index, order] of orders.entries()) {
      expect(order).toMatchObject({ status: 'complete', external_id: markOf(index) });
      expect(marksIn(order)).toEqual([markOf(index)]);
    }
  });

  it('are recorded by every plugin with their own requests and answers only, without their texts', async () => {
    for (const { id } of orders) {
      const [run] = await processEvents(system, id);
      expect(run?.plugins.map(({ name }) => name).toSorted()).toEqual(plugins.map(({ name }) => name).toSorted());
      // Callouts are recorded without the texts of an order, but with its id.
      expect(idsIn(run)).toEqual([id]);
      expect(marksIn(run)).toEqual([]);
    }
  });

  it('are at a plugin at the same time', async () => {
    const runs = await Promise.all(orders.map(async ({ id }) => (await processEvents(system, id))[0]));
    for (const { name } of plugins) {
      const attempts = runs.flatMap((run) => {
        const attempt = run?.plugins.find((plugin) => plugin.name === name)?.attempts[0];
        const from = Date.parse(attempt?.startedAt ?? '');
        return attempt === undefined ? [] : [{ from, to: from + (attempt.durationMs ?? 0) }];
      });
      const together = attempts.map(
        ({ from }) => attempts.filter((other) => other.from <= from && from <= other.to).length,
      );
      expect(Math.max(...together), name).toBeGreaterThan(1);
    }
  });

  it('have their effect once, with their own key', async () => {
    const effects = await system.effects();
    const zuora = effects.filter(({ partner, kind }) => partner === 'zuora' && kind === 'account.created');
    expect(new Set(zuora.map(({ key }) => key)).size).toBe(ORDERS);
    expect(zuora).toHaveLength(ORDERS);
  });

  it('are logged by each plugin under their own id, once', () => {
    for (const { id, steps } of orders)
      for (const { id: step } of steps)
        expect(lines.filter((line) => line.correlation_id === id && line.step === step)).toHaveLength(1);
  });
});

describe('requests that are in the same environment at the same time', () => {
  const bodyOf = ({ status, body }: TestReply) => {
    const { instance: _, ...rest } = body as { readonly instance?: string };
    return { status, ...rest };
  };

  /** The answer names each item. */
  const orderWithBadItems = (count: number) => ({
    order_type: 'new',
    orderItems: Array(count).fill({ quantity: 'x' }),
  });
  type Ask = (order: OrderView, index: number) => readonly [method: string, path: string, body?: unknown];

  it.each<[fn: string, ask: Ask]>([
    ['read-orders', ({ id }) => ['GET', `/orders/${id}`]],
    ['read-orders', ({ id }) => ['GET', `/orders/${id}/events`]],
    ['operate-orders', ({ id }, index) => ['POST', `/orders/${id}/steps/${markOf(index)}/skip`, { reason: 'no' }]],
    ['webhooks-api', (_, index) => ['POST', `/webhooks/${markOf(index)}/enable`]],
    ['describe', (_, index) => ['POST', '/orders/preview', orderWithBadItems(index)]],
    ['submit-order', (_, index) => ['POST', '/orders', orderWithBadItems(index)]],
  ])('are answered by %s as one by one', async (_, ask) => {
    const send = async (order: OrderView, index: number) => bodyOf(await system.api(...ask(order, index)));
    const together = await Promise.all(orders.map(send));
    for (const [index, order] of orders.entries()) expect(together[index]).toEqual(await send(order, index));
    expect(new Set(together.map((reply) => JSON.stringify(reply))).size).toBeGreaterThan(1);
  });
});
