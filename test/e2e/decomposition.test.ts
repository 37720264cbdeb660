import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrderView, ProcessEvent } from '../../blueprint/routes/response-schemas.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { exampleOrder } from './scenarios.ts';

let system: TestSystem;

/** A callout to a warehouse with the items for one place; the sandbox's provisioning API stands in for the warehouse. */
const warehouse = (sandboxUrl: string, id: string, place: string) => ({
  id,
  name: 'calloutPlugin',
  critical: false,
  select: `order.orderItems[offer.data.attributes.warehouse = '${place}']`,
  options: { endpoint: `${sandboxUrl}/provisioning/orders`, rejectUnlessOk: true },
});

beforeAll(async () => {
  system = await startTestSystem({
    configure: (sandboxUrl) => ({
      processOrder: [{ name: 'salesforceV3', critical: true, options: { includeBillingDetails: true } }],
      postProcessOrder: [
        warehouse(sandboxUrl, 'leeds', 'Leeds'),
        warehouse(sandboxUrl, 'lyon', 'Lyon'),
        warehouse(sandboxUrl, 'oslo', 'Oslo'),
        { ...warehouse(sandboxUrl, 'gifts', 'Leeds'), when: 'order.isGift = true' },
      ],
      outbound: { basicAuth: { '127.0.0.1': 'provisioning' } },
    }),
  });
});
afterAll(() => system.close());

it('sends two warehouses their items of an order, skips the one without items, and reports what was sent where', async () => {
  const order = await exampleOrder();
  const [item] = order.orderItems as { offer: object }[];
  const itemOf = (id: string, place: string) => ({
    ...item,
    id,
    offer: { ...item?.offer, data: { attributes: { warehouse: place } } },
  });
  const orderItems = [itemOf('item-1', 'Leeds'), itemOf('item-2', 'Lyon'), itemOf('item-3', 'Leeds')];

  const { body } = await system.api('POST', '/orders', { ...order, orderItems }, { prefer: 'wait=20' });
  const { id, status } = body as OrderView;
  expect(status).toBe('complete');
  await expect
    .poll(async () => statuses((await system.api('GET', `/orders/${id}`)).body as OrderView), { timeout: 20_000 })
    .toEqual({ salesforceV3: 'succeeded', leeds: 'succeeded', lyon: 'succeeded', oslo: 'skipped', gifts: 'skipped' });

  const reply = await system.api('GET', `/orders/${id}/process-events`);
  const [event] = (reply.body as { items: ProcessEvent[] }).items;
  const sent = (event?.callouts ?? []).filter((callout) => callout.plugin === 'calloutPlugin');
  expect(sent.map((callout) => [callout.step, itemIds(callout)])).toEqual([
    ['leeds', ['item-1', 'item-3']],
    ['lyon', ['item-2']],
  ]);
  const skipped = Object.fromEntries((event?.plugins ?? []).map((plugin) => [plugin.id, plugin.skipped]));
  expect(skipped).toMatchObject({
    oslo: expect.stringContaining('Oslo'),
    gifts: expect.stringContaining('order.isGift'),
  });
});

function statuses({ steps }: OrderView): Record<string, string> {
  return Object.fromEntries(steps.map((step) => [step.id, step.status]));
}

function itemIds(callout: Record<string, unknown>): unknown[] {
  const { body } = callout.request as { body: { orderItems: { id: string }[] } };
  return body.orderItems.map((item) => item.id);
}
