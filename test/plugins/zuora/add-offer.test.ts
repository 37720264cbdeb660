import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { datesOn, sentActions, sentOrder } from './sent-order.ts';
import { NUMBER, problemsOf, useZuora } from './use-zuora.ts';

const { read, sandbox, subscribe, watched } = useZuora();
const order: JsonObject = {
  order_type: 'add_offer',
  change_type: 'cancel_save',
  subscriptionRef: NUMBER,
  orderDate: '2026-03-10',
  offer: { path: '/offers2/Save 20%' },
};
const METHOD = 'c'.repeat(32);

/** Zuora bills through the day on which the offer applies. */
const THROUGH = { billingOptions: { targetDate: '2026-03-10' } };

describe('an added offer', () => {
  it('adds a product from the effective day', async () => {
    await subscribe();
    const sent = await watched({ ...order, effectiveDate: '2026-04-02' });
    const addProduct = { productRatePlanId: 'plan-discount' };
    expect(sentActions(sent)).toEqual([{ type: 'AddProduct', addProduct, triggerDates: datesOn('2026-04-02') }]);
    const { ratePlans } = await read(`/v1/subscriptions/${NUMBER}`);
    expect(ratePlans).toMatchObject([{ lastChangeType: 'Add' }, { productRatePlanId: 'plan-discount' }]);
  });

  it.each([
    ['an account on auto-pay', true, {}, { runBilling: true, ...THROUGH, collectPayment: true }],
    ['an account that pays invoices', false, {}, { runBilling: true, ...THROUGH, collectPayment: false }],
    ['billing later', true, { runBilling: false }, { runBilling: false, collectPayment: false }],
    [
      'an account with credits',
      true,
      { applyCredit: true },
      { runBilling: true, ...THROUGH, applyCredit: true, collectPayment: true },
    ],
    [
      'billing later with credits',
      true,
      { applyCredit: true, runBilling: false },
      { runBilling: false, collectPayment: false },
    ],
    ['collecting later', true, { collectPayment: false }, { runBilling: true, ...THROUGH, collectPayment: false }],
  ])('collects from %s only what it can collect', async (_name, autoPay, options, expected) => {
    await subscribe({ autoPay });
    expect(sentOrder(await watched(order, { options })).processingOptions).toEqual(expected);
  });

  it('is paid with the payment method of the order, after linking it to the account', async () => {
    await subscribe({ autoPay: false });
    const paid = { ...order, payment: { type: 'zuora', zuora: { refId: METHOD } } };
    expect(sentOrder(await watched(paid)).processingOptions).toEqual({
      runBilling: true,
      ...THROUGH,
      collectPayment: true,
      electronicPaymentOptions: { paymentMethodId: METHOD },
    });
    expect(await sandbox.effects('payment-method.updated')).toMatchObject([{ id: METHOD }]);
  });

  it('is checked like any purchase', () => {
    expect(problemsOf(order)).toEqual([]);
    expect(problemsOf({ ...order, offer: { path: '/offers2/Unknown' } })).toEqual([
      'rate_plan_not_mapped at offer.path',
    ]);
    expect(problemsOf({ ...order, quantity: 0 })).toEqual(['order_invalid at quantity']);
  });
});
