import { describe, expect, it } from 'vitest';
import { currencyDigits as digitsOfPlugins } from '../../../core/money.ts';
import { currencyDigits, roundMoney } from '../../../sandbox/zuora/money.ts';
import { runSandbox } from '../running-sandbox.ts';
import { NEW_ACCOUNT, newOrder, ratePlan } from './zuora-requests.ts';

describe('money of the sandbox', () => {
  it('has the decimal places that the plugins expect', () => {
    for (const currency of Intl.supportedValuesOf('currency')) {
      expect([currency, currencyDigits(currency)]).toEqual([currency, digitsOfPlugins(currency)]);
    }
    expect(roundMoney(10.1254, 'KWD')).toBe(10.125);
  });

  it.each([
    ['KWD', 12.345, '12.345'],
    ['JPY', 1200, '1200'],
    ['GBP', 12.5, '12.50'],
  ])('is billed, paid and refunded exactly in %s', async (currency, price, paidAmount) => {
    const { zuora } = await runSandbox();
    const { orderDate, processingOptions, subscriptions } = newOrder('S-1');
    const plan = { subscribeToRatePlans: [ratePlan('monthly', price)] };
    const orderActions = subscriptions.flatMap(({ orderActions: actions }) =>
      actions.map((action) => ({ ...action, createSubscription: { ...action.createSubscription, ...plan } })),
    );
    const order = {
      orderDate,
      processingOptions,
      newAccount: { ...NEW_ACCOUNT, currency },
      subscriptions: [{ orderActions }],
    };
    expect((await zuora('POST', '/v1/orders', order)).body).toMatchObject({ success: true, paidAmount });
    const refund = (totalAmount: number) =>
      zuora('POST', '/v1/payments/P-00000001/refunds/unapply', { type: 'Electronic', totalAmount });
    expect((await refund(price)).body).toMatchObject({ success: true, amount: price });
    expect((await refund(price)).body).toMatchObject({ success: false });
  });
});
