import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { HttpRequest } from '../../../core/plugin/plugin-http.ts';
import { sendWithFetch, TEST_ORDER_ID } from '../../helpers/plugin-context.ts';
import { failureOf } from '../failure-of.ts';
import { NUMBER, problemsOf, useZuora } from './use-zuora.ts';

const { read, run, sandbox, subscribe, watched } = useZuora();
const order: JsonObject = {
  order_type: 'refund',
  forSubscription: { name: NUMBER },
  orderDate: '2026-03-10',
  orderItems: [{ id: '1', quantity: 1, offer: { path: '/offers2/Compensation' } }],
  total: { amount: 5, currency: 'GBP' },
};
const options = { refundAs: 'payment', reasonCodes: { damaged: 'Damaged' } };
const refunds = () => sandbox.effects('refund.created');

describe('a refund as a credit memo', () => {
  const creditCharges = { '/offers2/Compensation': 'charge-compensation' };

  it('credits the charge that the offer stands for', async () => {
    await subscribe();
    const sent = await watched(order, { options: { creditCharges } });
    expect(sent.find(({ url }) => url.endsWith('/v1/credit-memos'))?.json).toMatchObject({
      charges: [{ chargeId: 'charge-compensation', amount: 5 }],
    });
    expect(await refunds()).toEqual([]);
  });

  it('is checked for that charge', () => {
    expect(problemsOf(order, { creditCharges })).toEqual([]);
    expect(problemsOf(order)).toEqual(['credit_charge_not_mapped at orderItems']);
    expect(problemsOf(order, options)).toEqual([]);
  });
});

describe('a refund of a payment', () => {
  it('gives back part of the latest payment that is large enough', async () => {
    await subscribe();
    const renewal = { order_type: 'renew', subscriptionRef: NUMBER };
    await run(renewal, { orderId: 'order-renewal' });
    const reasoned = { ...order, data: { reason: { id: 'damaged' } } };
    const { output } = await run(reasoned, { options });
    expect(output).toEqual({
      refundNumber: 'R-00000001',
      amount: 5,
      currency: 'GBP',
      accountNumber: 'A00000001',
      subscriptionNumber: NUMBER,
    });
    expect(await refunds()).toMatchObject([{ amount: 5, of: expect.stringMatching(/^P-/) }]);
    const { refunds: listed } = await read('/v1/refunds');
    expect(listed).toMatchObject([{ comment: `${TEST_ORDER_ID}#zuora`, reasonCode: 'Damaged', type: 'Electronic' }]);
  });

  it('is made once, though a repeat would find another payment and Zuora forgot the key', async () => {
    await subscribe({ price: 5 });
    await run({ order_type: 'renew', subscriptionRef: NUMBER }, { orderId: 'order-renewal' });
    const forgetful = (request: HttpRequest) => {
      const { 'idempotency-key': _key, ...headers } = request.headers ?? {};
      return sendWithFetch({ ...request, headers });
    };
    await sandbox.fault({ partner: 'zuora', path: '/v1/payments', fault: 'drop-after-effect', times: 1 });
    expect(await failureOf(run(order, { options, http: forgetful }))).toMatchObject({ name: 'CalloutNoReply' });
    const { output } = await run(order, { options, http: forgetful, attempt: 2 });
    expect(output).toMatchObject({ refundNumber: 'R-00000001' });
    expect(await refunds()).toHaveLength(1);
  });

  it('fails when no payment is large enough', async () => {
    await subscribe();
    const large = { ...order, total: { amount: 13, currency: 'GBP' } };
    const failure = await failureOf(run(large, { options }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'payment_not_found' });
    expect(failure.message).toContain('13 GBP');
    expect(await refunds()).toEqual([]);
  });

  it('does not know whether an earlier attempt refunded when the list of refunds cannot be read', async () => {
    await subscribe();
    await sandbox.fault({ partner: 'zuora', path: '/v1/refunds', fault: '500', times: 1 });
    expect(await failureOf(run(order, { options, attempt: 2 }))).toMatchObject({ name: 'PluginOutcomeUnknown' });
  });
});
