import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import {
  type AccountSubscriptions,
  createAccountSubscriptions,
} from '../../../lambdas/order-store/account-subscriptions.ts';
import { createCompleteOrder } from '../../../lambdas/run-outcome/complete-order.ts';
import { createRecordSubscriptions } from '../../../lambdas/run-outcome/record-subscriptions.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';

let world: OrderWorld;
let subscriptions: AccountSubscriptions;
beforeAll(async () => {
  world = await startOrderWorld();
  subscriptions = createAccountSubscriptions(world.client, world.table, world.now);
});
afterAll(() => world.close());

const item = (name: string): JsonObject => ({
  id: `item-${name}`,
  offer: { path: `/offers2/${name}` },
  products: [{ path: `/products/${name}` }],
});
const purchase = (...names: string[]): JsonObject => ({
  order_type: 'new',
  country: 'GB',
  orderItems: names.map(item),
});
const complete = (orderId: string, store: AccountSubscriptions = subscriptions) =>
  createCompleteOrder({
    orders: world.orders,
    steps: world.steps,
    leaveLanes: world.leaveLanes,
    publishEvents: world.publishEvents,
    startHeal: world.startHeal,
    recordSubscriptions: createRecordSubscriptions(world.orders, store, world.now),
    now: world.now,
  })({ action: 'complete', orderId, run: 1 });

/** Stores a processing order whose steps returned these outputs. */
async function processed(payload: JsonObject, outputs: Readonly<Record<string, JsonObject>>): Promise<string> {
  const { id } = await world.submitted(payload);
  const now = world.now().toISOString();
  await world.orders.changeStatus({ orderId: id, run: 1, to: 'processing', events: [], at: now });
  for (const [stepId, output] of Object.entries(outputs)) {
    const step = { id: stepId, name: stepId, service: 'test', effect: 'idempotent' } as const;
    const claimed = await world.steps.claim({ orderId: id, run: 1, step, now, leaseUntil: now });
    if (claimed === undefined) throw new TypeError('Expected to get the claim.');
    const attempt = { run: 1, startedAt: now, outcome: 'succeeded' } as const;
    await world.steps.finish({ orderId: id, claimed, attempt, output });
  }
  return id;
}

const accountItems = async () => {
  const FilterExpression = 'begins_with(pk, :account) OR begins_with(pk, :subscription)';
  const ExpressionAttributeValues = { ':account': 'account#', ':subscription': 'subscription#' };
  const scan = new ScanCommand({ TableName: world.table, FilterExpression, ExpressionAttributeValues });
  return (await world.client.send(scan)).Items;
};
const productsOf = async (crmId: string) =>
  (await subscriptions.activeSubscriptions(crmId)).map(({ product }) => product).toSorted();

describe('a completed order', () => {
  it('adds one subscription of the account for each product', async () => {
    const outputs = { first: { crmId: '001-1' }, second: { subscriptionNumbers: ['A-1', 'A-2'] } };
    const id = await processed(purchase('Digital', 'Print'), outputs);
    expect(await complete(id)).toMatchObject({ status: 'complete' });
    expect(await subscriptions.activeSubscriptions('001-1')).toMatchObject([
      { product: '/products/Digital', ref: `${id}/item-Digital`, orderId: id, mode: 'production' },
      { product: '/products/Print', orderId: id },
    ]);
  });

  it('is recorded once if it is repeated after a crash', async () => {
    const id = await processed(purchase('Digital'), { first: { crmId: '001-2' } });
    const failing = {
      ...subscriptions,
      record: async (added: Parameters<typeof subscriptions.record>[0]) => {
        await subscriptions.record(added);
        throw new Error('The function ended.');
      },
    };
    await expect(complete(id, failing)).rejects.toThrow('The function ended.');
    expect((await world.orders.get(id))?.status).toBe('processing');
    await complete(id);
    await complete(id);
    expect(await productsOf('001-2')).toEqual(['/products/Digital']);
  });

  it('that cancels ends the one subscription with the number of the billing system', async () => {
    const outputs = { first: { crmId: '001-3' }, second: { subscriptionNumbers: ['C-1', 'C-2'] } };
    await complete(await processed(purchase('Digital', 'Print'), outputs));
    const cancel = { order_type: 'cancel_subscription', forSubscription: { name: 'C-2' } };
    await complete(await processed(cancel, {}));
    expect(await productsOf('001-3')).toEqual(['/products/Digital']);
    const other = { order_type: 'cancel_subscription', subscriptionId: 'sub-1' };
    await complete(await processed(other, { second: { subscriptionNumber: 'C-1' } }));
    expect(await productsOf('001-3')).toEqual([]);
  });

  it('that cancels later ends the subscription at that time', async () => {
    const outputs = { first: { crmId: '001-4' }, second: { subscriptionNumber: 'D-1' } };
    await complete(await processed(purchase('Digital'), outputs));
    const cancelDate = new Date(world.now().getTime() + 60_000).toISOString();
    await complete(await processed({ order_type: 'cancel_subscription', subscriptionRef: 'D-1', cancelDate }, {}));
    expect(await productsOf('001-4')).toEqual(['/products/Digital']);
    world.advance(61);
    expect(await productsOf('001-4')).toEqual([]);
  });

  it('that cancels at the end of the term ends the subscription on the day that billing returned', async () => {
    const outputs = { first: { crmId: '001-20' }, second: { subscriptionNumber: 'H-1' } };
    await complete(await processed(purchase('Digital'), outputs));
    const tomorrow = new Date(world.now().getTime() + 86_400_000).toISOString().slice(0, 10);
    const cancel = { order_type: 'cancel_subscription', subscriptionRef: 'H-1' };
    await complete(await processed(cancel, { second: { subscriptionNumber: 'H-1', endsOn: tomorrow } }));
    expect(await productsOf('001-20')).toEqual(['/products/Digital']);
    world.advance(86_400);
    expect(await productsOf('001-20')).toEqual([]);
  });

  it('that redeems a gift adds the subscription of whoever redeems it', async () => {
    const redeemed = { ...purchase('Digital'), isGift: true, isRedeem: true };
    await complete(await processed(redeemed, { first: { crmId: '001-21' }, second: { subscriptionNumber: 'I-1' } }));
    expect(await productsOf('001-21')).toEqual(['/products/Digital']);
  });

  it('that changes the offer replaces the products', async () => {
    const outputs = { first: { crmId: '001-5' }, second: { subscriptionNumber: 'E-1' } };
    await complete(await processed(purchase('Digital'), outputs));
    const change = { order_type: 'change_offer', subscriptionRef: 'E-1', offer: { path: '/offers2/Print' } };
    await complete(await processed(change, {}));
    expect(await productsOf('001-5')).toEqual(['/offers2/Print']);
  });

  it('never adds to an account that only the order names, which could be that of another customer', async () => {
    const tracking = { accountId: '001-6' };
    const external = { ...purchase('Digital'), order_type: 'external', tracking, subscriptionRef: 'F-1' };
    await complete(await processed(external, {}));
    expect(await productsOf('001-6')).toEqual([]);
  });

  it.each([
    ['a gift', { ...purchase('Digital'), isGift: true }, { first: { crmId: '001-7' } }],
    ['a refund', { ...purchase('Digital'), order_type: 'refund', subscriptionRef: 'A-1' }, {}],
    ['an order of an unknown account', purchase('Digital'), {}],
  ])('changes nothing if it is %s', async (_what, payload, outputs) => {
    const before = await accountItems();
    await complete(await processed(payload, outputs as Readonly<Record<string, JsonObject>>));
    expect(await accountItems()).toEqual(before);
  });

  it.each(['cancelled', 'failed', 'held'] as const)(
    'is not recorded if the order was %s before its end',
    async (to) => {
      const crmId = `001-${to}`;
      const id = await processed(purchase('Digital'), { first: { crmId } });
      await world.orders.changeStatus({ orderId: id, run: 1, to, events: [], at: world.now().toISOString() });
      expect(await complete(id)).toMatchObject({ status: to });
      expect(await productsOf(crmId)).toEqual([]);
    },
  );

  it('is not recorded again by a late repeat, which could restore an ended subscription', async () => {
    const outputs = { first: { crmId: '001-9' }, second: { subscriptionNumber: 'G-1' } };
    const id = await processed(purchase('Digital'), outputs);
    await complete(id);
    await complete(await processed({ order_type: 'cancel_subscription', subscriptionRef: 'G-1' }, {}));
    expect(await complete(id)).toMatchObject({ status: 'complete' });
    expect(await productsOf('001-9')).toEqual([]);
  });

  it('writes nothing for a run that is no longer the latest', async () => {
    const id = await processed(purchase('Digital'), { first: { crmId: '001-8' } });
    await createRecordSubscriptions(world.orders, subscriptions, world.now)(id, 2);
    await createRecordSubscriptions(world.orders, subscriptions, world.now)('order-unknown', 1);
    expect(await productsOf('001-8')).toEqual([]);
  });
});
