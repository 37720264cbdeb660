import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { zuora } from '../../../plugins/zuora/plugin.ts';
import { type GivenContext, pluginContext } from '../../helpers/plugin-context.ts';

const sandbox = usePartnerSandbox();
const ratePlans = { '/offers2/Digital Monthly': '8ad08d2989bcbba00189bd6e1c000001' };
const run = (extra: GivenContext = {}) => {
  const options = { ratePlans, accountNumberField: 'zuora_account_number', ...extra.options };
  return zuora.run(pluginContext(zuora, { order: NEW_ORDER, secrets: sandbox.secrets, ...extra, options }).context);
};
const subscriptions = () => sandbox.effects('subscription.created');
const placements = async () =>
  (await sandbox.requests()).filter(({ method, path }) => method === 'POST' && `${path}`.endsWith('/v1/orders'));
const itemsIn = (currency: string | null) =>
  (NEW_ORDER.orderItems as readonly JsonObject[]).map((item) => ({ ...item, price: { amount: 17.5, currency } }));
const WITHOUT_CURRENCY = { ...NEW_ORDER, total: null, orderItems: itemsIn(null) };

describe('a new order that names an account', () => {
  it('fails before it places an order when Zuora does not have the account', async () => {
    const order = { ...NEW_ORDER, customFields: { zuora_account_number: 'A404' } };
    const failure = await failureOf(run({ order }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'account_not_found' });
    expect(failure.message).toContain('A404');
    expect(await placements()).toEqual([]);
  });

  it('does not read the account when the order has no currency, and fails with the code of the rejection by Zuora', async () => {
    const order = { ...WITHOUT_CURRENCY, customFields: { zuora_account_number: 'A404' } };
    const failure = await failureOf(run({ order }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'zuora_refused' });
    expect(failure.message).toMatch(/\d{8}/);
    expect(await placements()).toEqual([]);
  });

  it('uses the account that the order names', async () => {
    const { output } = await run();
    const customFields = { zuora_account_number: output.accountNumber ?? null };
    const second = await run({ orderId: 'order-second', order: { ...NEW_ORDER, customFields } });
    expect(second.output.accountNumber).toBe(output.accountNumber);
    expect(await sandbox.effects('account.created')).toHaveLength(1);
    expect(await subscriptions()).toHaveLength(2);
  });

  it.each([
    ['its total', { total: { amount: 20, currency: 'EUR' } }],
    ['its first item', { total: null, orderItems: itemsIn('EUR') }],
  ])('fails when %s is in a currency other than that of the account', async (_name, amounts) => {
    const { output } = await run();
    const customFields = { zuora_account_number: output.accountNumber ?? null };
    const order = { ...NEW_ORDER, ...amounts, customFields };
    const before = await sandbox.effects();
    for (const attempt of [1, 2]) {
      const failure = await failureOf(run({ orderId: 'order-second', order, attempt }));
      expect(failure).toMatchObject({ name: 'PluginFailed', code: 'currency_mismatch' });
      expect(failure.message).toMatch(/GBP.*found EUR/);
    }
    expect(await sandbox.effects()).toEqual(before);
  });

  it('uses the currency of the account for an order without one', async () => {
    const { output } = await run();
    const customFields = { zuora_account_number: output.accountNumber ?? null };
    await run({ orderId: 'order-second', order: { ...WITHOUT_CURRENCY, customFields } });
    expect(await subscriptions()).toHaveLength(2);
  });

  it.each([
    ['busy', '429', { name: 'PluginTransient', retryAfterSeconds: 1 }],
    ['out of order', '500', { name: 'PluginTransient' }],
    ['silent', 'hang', { name: 'CalloutNoReply', safe: true }],
  ])(
    'places no order while the account is unreadable because of %s, and one order later',
    async (_name, fault, error) => {
      const { output } = await run();
      const customFields = { zuora_account_number: output.accountNumber ?? null };
      const second = { orderId: 'order-second', order: { ...NEW_ORDER, customFields } };
      await sandbox.fault({ partner: 'zuora', path: '/v1/accounts', fault, times: 1 });
      expect(await failureOf(run({ ...second, options: { timeoutMs: 150 } }))).toMatchObject(error);
      expect(await placements()).toHaveLength(1);
      const made = await run({ ...second, attempt: 2 });
      expect(await run({ ...second, attempt: 3 })).toEqual(made);
      expect(await subscriptions()).toHaveLength(2);
    },
  );
});
