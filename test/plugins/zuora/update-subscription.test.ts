import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import type { JsonObject } from '../../../core/json.ts';
import { datesOn, sentActions } from './sent-order.ts';
import { NUMBER, problemsOf, useZuora } from './use-zuora.ts';

const { changes, read, run, subscribe, watched } = useZuora();
const orderOf = (...updates: JsonObject[]): JsonObject => ({
  order_type: 'update_subscription',
  forSubscription: { name: NUMBER },
  orderDate: '2026-03-10',
  updates: updates.map((update) => ({ record_type: 'add_on', id: 'add_on-1', ...update })),
});
const newsletter = { path: '/add_ons/Newsletter' };
const plans = async () => (await read(`/v1/subscriptions/${NUMBER}`)).ratePlans as readonly JsonObject[];
const add = orderOf({ type: 'add', ...newsletter, quantity: 2, effective_date: '2026-03-15' });

describe('the updates of a subscription', () => {
  it('add a product with its quantity, from the day of the update', async () => {
    await subscribe();
    const pricing = { recurringPerUnit: { quantity: 2 } };
    expect(sentActions(await watched(add))).toEqual([
      {
        type: 'AddProduct',
        addProduct: {
          productRatePlanId: 'plan-newsletter',
          chargeOverrides: [{ productRatePlanChargeId: 'charge-newsletter', pricing }],
        },
        triggerDates: datesOn('2026-03-15'),
      },
    ]);
  });

  it('change a quantity by the number of its charge', async () => {
    await subscribe();
    await run(add, { orderId: 'order-add' });
    await run(orderOf({ type: 'update', ...newsletter, quantity: 7 }));
    const [, plan] = await plans();
    expect(plan).toMatchObject({ lastChangeType: 'Update', ratePlanCharges: [{ quantity: 7 }] });
  });

  it('remove a product by its path, and by the id of its rate plan', async () => {
    await subscribe();
    await run(add, { orderId: 'order-add' });
    await run(orderOf({ type: 'remove', ...newsletter }));
    expect((await plans()).map((plan) => plan.lastChangeType)).toEqual(['Add', 'Remove']);
    const [first] = await plans();
    await run(orderOf({ type: 'remove', id: first?.id ?? null }), { orderId: 'order-by-id' });
    expect((await plans()).map((plan) => plan.lastChangeType)).toEqual(['Remove', 'Remove']);
  });

  it.each([
    ['removal', { type: 'remove', quantity: 1 }],
    ['update', { type: 'update', quantity: 7 }],
  ])('affect one of two rate plans of an add-on by its id, and none by its path: %s', async (_name, update) => {
    await subscribe();
    for (const orderId of ['order-add', 'order-add-again']) await run(add, { orderId });
    const before = await changes();
    const failure = await failureOf(run(orderOf({ ...update, ...newsletter })));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'rate_plan_ambiguous' });
    expect(await changes()).toEqual(before);
    const [, first, second] = await plans();
    for (const held of [first, second]) expect(failure.message).toContain(String(held?.id));
    await run(orderOf({ ...update, ...newsletter, id: first?.id ?? null }), { orderId: 'order-by-id' });
    const changed = update.type === 'remove' ? 'Remove' : 'Update';
    expect((await plans()).map((plan) => plan.lastChangeType)).toEqual(['Add', changed, 'Add']);
  });

  it('remove every product of an offer that has several', async () => {
    await subscribe();
    const options = { ratePlans: { '/offers2/Bundle': ['plan-one', 'plan-two'] } };
    const bundle = { path: '/offers2/Bundle' };
    await run(orderOf({ type: 'add', ...bundle }), { options, orderId: 'order-add' });
    await run(orderOf({ type: 'remove', ...bundle }), { options });
    expect((await plans()).map((plan) => plan.lastChangeType)).toEqual(['Add', 'Remove', 'Remove']);
  });

  it('are not computed again from a subscription that they already changed', async () => {
    await subscribe();
    const removal = orderOf({ type: 'remove', path: '/offers2/Digital Monthly' });
    const first = await run(removal);
    const repeated = await watched(removal, { attempt: 2 });
    expect(new Set(repeated.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(await run(removal, { attempt: 3 })).toEqual(first);
  });

  it('are one Zuora order, in the given sequence', async () => {
    await subscribe();
    const swap = orderOf({ type: 'remove', path: '/offers2/Digital Monthly' }, { type: 'add', ...newsletter });
    expect(sentActions(await watched(swap)).map(({ type }) => type)).toEqual(['RemoveProduct', 'AddProduct']);
    expect(await changes()).toEqual(['subscription.changed', 'credit-memo.created']);
  });

  it.each([
    ['a missing product', { type: 'remove', ...newsletter }, 'rate_plan_not_found'],
    ['a record id of the shop', { type: 'remove', id: `subscription_offer-${'0'.repeat(32)}` }, 'rate_plan_not_found'],
    [
      'a quantity without a charge',
      { type: 'update', path: '/offers2/Digital Monthly', quantity: 2 },
      'quantity_not_mapped',
    ],
  ])('fail for %s, without changing anything', async (_name, update, code) => {
    await subscribe();
    expect(await failureOf(run(orderOf(update)))).toMatchObject({ name: 'PluginFailed', code });
    expect(await changes()).toEqual([]);
  });

  it.each<[string, JsonObject, string[]]>([
    ['an addition', add, []],
    ['an addition that is not mapped', orderOf({ type: 'add', path: '/x' }), ['rate_plan_not_mapped at updates[0].id']],
    ['a missing quantity', orderOf({ type: 'update', ...newsletter }), ['order_invalid at updates[0].quantity']],
    ['an unknown type', orderOf({ type: 'swap' }), ['order_invalid at updates[0].type']],
    ['no updates', orderOf(), ['order_invalid at updates']],
  ])('are checked: %s', (_name, order, expected) => {
    expect(problemsOf(order)).toEqual(expected);
  });
});
