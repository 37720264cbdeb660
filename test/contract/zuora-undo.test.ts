import { describe, expect, it } from 'vitest';
import { useContractWorld } from '../../contract/contract-world.ts';
import { failureOf } from '../../contract/failure-of.ts';
import type { JsonObject } from '../../core/json.ts';
import { zuora } from '../../plugins/zuora/plugin.ts';
import { CHANGES } from '../plugins/zuora/changes.ts';
import { OPTIONS, ORDER } from '../plugins/zuora/use-zuora.ts';

const world = useContractWorld(zuora);
const eventOf = (order: JsonObject, options: JsonObject = {}) =>
  world.eventOf(order, { options: { ...OPTIONS, ...options } }, {});
const subscribed = async (): Promise<string> =>
  String((await world.host()(await eventOf(ORDER))).output.subscriptionNumber);
const undo = async (event: Awaited<ReturnType<typeof eventOf>>) => {
  for (const _time of [1, 2]) {
    expect(await world.host()({ ...event, mode: 'undo' })).toMatchObject({ outcome: 'undone' });
  }
  expect((await world.recordOf(event))?.status).toBe('undone');
};

describe('the undo of a step that Zuora rejected', () => {
  it.each(Object.entries(CHANGES))('has nothing to undo for %s with a mistyped subscription', async (_name, change) => {
    const event = await eventOf({ ...change.order, subscriptionRef: 'MISTYPED' }, change.options);
    expect(await failureOf(world.host()(event))).toMatchObject({ code: 'subscription_not_found' });
    await undo(event);
    expect(await world.sandbox.effects()).toEqual([]);
  });

  it('has nothing to undo for a refund in a currency other than that of the account', async () => {
    const subscriptionRef = await subscribed();
    const before = await world.sandbox.effects();
    const order = { order_type: 'refund', subscriptionRef, total: { amount: 5, currency: 'EUR' } };
    const event = await eventOf(order, { refundAs: 'payment' });
    expect(await failureOf(world.host()(event))).toMatchObject({ code: 'currency_mismatch' });
    await undo(event);
    expect(await world.sandbox.effects()).toEqual(before);
  });

  it('has nothing to undo for values that the account had before, when Zuora was always busy', async () => {
    const subscriptionRef = await subscribed();
    const before = await world.sandbox.effects();
    const customerDetails = { phone: '+441134960000' };
    const event = await eventOf({ order_type: 'update_customer_details', subscriptionRef, customerDetails });
    await world.sandbox.fault({ partner: 'zuora', path: '/v1/accounts', fault: '429', times: 2 });
    for (const _time of [1, 2]) {
      expect(await failureOf(world.host()(event))).toMatchObject({ name: 'PluginTransient' });
    }
    await undo(event);
    expect(await world.sandbox.effects()).toEqual(before);
  });

  it('is left to an operator when the answer was lost and the account has the values', async () => {
    const subscriptionRef = await subscribed();
    const event = await eventOf({
      order_type: 'update_customer_details',
      subscriptionRef,
      customerDetails: { phone: '1' },
    });
    await world.sandbox.fault({ partner: 'zuora', path: '/v1/accounts', fault: 'drop-after-effect', times: 1 });
    expect(await failureOf(world.host()(event))).toMatchObject({ name: 'PluginOutcomeUnknown' });
    const failure = await failureOf(world.host()({ ...event, mode: 'undo' }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'undo_not_supported' });
    expect((await world.recordOf(event))?.status).toBe('undo-failed');
  });
});
