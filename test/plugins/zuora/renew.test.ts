import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import type { JsonObject } from '../../../core/json.ts';
import { datesOn, sentActions, sentOrder } from './sent-order.ts';
import { NUMBER, problemsOf, useZuora } from './use-zuora.ts';

const { changes, read, run, sandbox, subscribe, watched } = useZuora();
const order: JsonObject = { order_type: 'renew', forSubscription: { name: NUMBER }, orderDate: '2026-03-10' };

describe('a renewal', () => {
  it('adds a term', async () => {
    await subscribe();
    expect(sentActions(await watched(order))).toEqual([
      { type: 'RenewSubscription', triggerDates: datesOn('2026-03-10'), renewSubscription: {} },
    ]);
    expect(await read(`/v1/subscriptions/${NUMBER}`)).toMatchObject({
      termStartDate: '2027-03-02',
      termEndDate: '2028-03-02',
    });
  });

  it('is paid with the payment method of the order', async () => {
    await subscribe({ autoPay: false });
    const refId = 'c'.repeat(32);
    const sent = await watched({ ...order, payment: { type: 'zuora', zuora: { refId } } });
    expect(sentOrder(sent).processingOptions).toMatchObject({ electronicPaymentOptions: { paymentMethodId: refId } });
    expect(await changes()).toEqual(['payment-method.updated', 'subscription.changed', 'payment.collected']);
  });

  it.each([
    [false, [12, 12]],
    [true, [12, 7]],
  ])('is paid with earlier credits first if applyCredit is %s', async (applyCredit, collected) => {
    await subscribe();
    const credited = { ...order, order_type: 'credit', total: { amount: 5, currency: 'GBP' } };
    await run(credited, { orderId: 'order-credit', options: { creditChargeId: 'charge-credit' } });
    await run(order, { options: { applyCredit } });
    const payments = await sandbox.effects('payment.collected');
    expect(payments.map(({ amount }) => amount)).toEqual(collected);
  });

  it('fails for an evergreen subscription, and for an unknown payment method', async () => {
    await subscribe({ termType: 'EVERGREEN' });
    expect(await failureOf(run(order))).toMatchObject({ name: 'PluginFailed', code: 'zuora_refused' });
    const unknown = { ...order, payment: { type: 'zuora', zuora: { refId: 'unknown' } } };
    expect(await failureOf(run(unknown))).toMatchObject({ code: 'payment_method_not_found' });
    expect(await changes()).toEqual([]);
  });

  it('is checked for its target and its payment', () => {
    expect(problemsOf(order)).toEqual([]);
    expect(problemsOf({ ...order, payment: 'card' })).toEqual(['order_invalid at payment']);
  });
});
