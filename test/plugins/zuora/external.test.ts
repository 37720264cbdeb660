import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import type { JsonObject } from '../../../core/json.ts';
import { NUMBER, problemsOf, useZuora } from './use-zuora.ts';

const { changes, run, sandbox, subscribe } = useZuora();
const order: JsonObject = { order_type: 'external', orderItems: [{ offer: { path: '/offers2/Digital Monthly' } }] };
const account = { customFields: { zuora_account_number: 'A00000001' } };
const held = {
  subscriptionNumber: NUMBER,
  subscriptionNumbers: [NUMBER],
  accountNumber: 'A00000001',
  status: 'Active',
};

describe('an external order', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['sub_reference', { sub_reference: NUMBER }, held],
    ['subscriptionRef', { subscriptionRef: NUMBER }, held],
    ['a subscription and its account', { subscriptionRef: NUMBER, ...account }, held],
    ['an account alone', account, { accountNumber: 'A00000001' }],
  ])('that names %s returns the numbers of the existing records, and creates nothing', async (_name, more, output) => {
    await subscribe();
    for (const attempt of [1, 2]) expect(await run({ ...order, ...more }, { attempt })).toEqual({ output });
    expect(await changes()).toEqual([]);
  });

  it('fails when Zuora has neither the subscription nor the account', async () => {
    await subscribe();
    const unknown = { ...order, sub_reference: 'GONE' };
    expect(await failureOf(run(unknown))).toMatchObject({ name: 'PluginFailed', code: 'subscription_not_found' });
    const noAccount = { ...order, customFields: { zuora_account_number: 'A404' } };
    expect(await failureOf(run(noAccount))).toMatchObject({ name: 'PluginFailed', code: 'account_not_found' });
  });

  it('fails when the subscription belongs to another account', async () => {
    await subscribe();
    const items = [{ id: '1', offer: { path: '/offers2/Digital Monthly' } }];
    const billingDetails = { firstName: 'Bo', lastName: 'Li', country: 'GB' };
    const total = { amount: 12, currency: 'GBP' };
    await run({ order_type: 'new', orderItems: items, billingDetails, total, sub_reference: 'OTHER' });
    const mixed = { ...order, ...account, sub_reference: 'OTHER' };
    expect(await failureOf(run(mixed))).toMatchObject({ name: 'PluginFailed', code: 'account_mismatch' });
  });

  it('is retried when Zuora gives no usable answer', async () => {
    await subscribe();
    await sandbox.fault({ partner: 'zuora', path: '/v1/subscriptions', fault: 'malformed', times: 1 });
    expect(await failureOf(run({ ...order, sub_reference: NUMBER }))).toMatchObject({ name: 'PluginTransient' });
  });

  it('must name a subscription or an account', () => {
    expect(problemsOf({ ...order, sub_reference: NUMBER })).toEqual([]);
    expect(problemsOf({ ...order, ...account })).toEqual([]);
    expect(problemsOf(order)).toEqual(['account_missing at subscriptionRef']);
  });
});
