import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { HttpRequest } from '../../../core/plugin/plugin-http.ts';
import { memoNumber } from '../../../plugins/zuora/api/credit-memo.ts';
import { sendOverHttp, TEST_ORDER_ID } from '../../helpers/plugin-context.ts';
import { NUMBER, problemsOf, useZuora } from './use-zuora.ts';

const { read, run, sandbox, subscribe, watched } = useZuora();
const options = {
  creditCharges: { '/add_ons/Goodwill': 'charge-goodwill' },
  creditChargeId: 'charge-any',
  reasonCodes: { late_delivery: 'Late' },
  refundReasonCodes: { late_delivery: 'Chargeback' },
};
const order: JsonObject = {
  order_type: 'credit',
  subscriptionRef: NUMBER,
  orderDate: '2026-03-10',
  total: { amount: 5, currency: 'GBP' },
  data: { reason: { id: 'late_delivery' } },
};
const line = (amount: number, more: JsonObject = {}) => ({ price: { amount, currency: 'GBP' }, ...more });
const memos = () => sandbox.effects('credit-memo.created');

describe('a credit', () => {
  it('is a posted credit memo with the reason of the order', async () => {
    await subscribe();
    const { output } = await run(order, { options });
    const creditMemoNumber = memoNumber(`${TEST_ORDER_ID}#zuora`);
    const amount = { amount: 5, currency: 'GBP' };
    expect(output).toEqual({ creditMemoNumber, ...amount, accountNumber: 'A00000001', subscriptionNumber: NUMBER });
    expect(await read(`/v1/credit-memos/${creditMemoNumber}`)).toMatchObject({ status: 'Posted', amount: 5 });
  });

  it('has a line for each credited item, with price times quantity', async () => {
    await subscribe();
    const { total: _total, ...unsummed } = order;
    const addOns = [line(1.25, { path: '/add_ons/Goodwill', quantity: 2 }), line(3)];
    const sent = await watched({ ...unsummed, addOns }, { options });
    expect(sent.find(({ url }) => url.endsWith('/v1/credit-memos'))?.json).toEqual({
      accountNumber: 'A00000001',
      number: memoNumber(`${TEST_ORDER_ID}#zuora`),
      autoPost: true,
      effectiveDate: '2026-03-10',
      reasonCode: 'Late',
      comment: `${TEST_ORDER_ID}#zuora`,
      charges: [
        { chargeId: 'charge-goodwill', productRatePlanChargeId: 'charge-goodwill', amount: 2.5 },
        { chargeId: 'charge-any', productRatePlanChargeId: 'charge-any', amount: 3 },
      ],
    });
  });

  it('is found by its number when the idempotency key has expired', async () => {
    await subscribe();
    const forgetful = (request: HttpRequest) => {
      const { 'idempotency-key': _key, ...headers } = request.headers ?? {};
      return sendOverHttp({ ...request, headers });
    };
    const first = await run(order, { options, http: forgetful });
    expect(await run(order, { options, http: forgetful, attempt: 2 })).toEqual(first);
    expect(await memos()).toHaveLength(1);
  });

  it('is looked for before it is requested again, if Zuora may have forgotten the key', async () => {
    await subscribe();
    const again = { options, attempt: 2, keyMayBeForgotten: true };
    const isPost = ({ method, url }: HttpRequest) => method === 'POST' && url.includes('/v1/');
    const first = await watched(order, again);
    expect(first.filter(isPost)).toHaveLength(1);
    expect((await watched(order, again)).filter(isPost)).toEqual([]);
    expect(await memos()).toHaveLength(1);
  });

  it('has an unknown outcome when the lookup also fails', async () => {
    await subscribe();
    const broken = { status: 500, headers: {}, body: null };
    const http = async (request: HttpRequest) =>
      request.url.includes('/credit-memos') ? broken : sendOverHttp(request);
    expect(await failureOf(run(order, { options, http }))).toMatchObject({ name: 'PluginOutcomeUnknown' });
  });

  it('is possible for a cancelled subscription', async () => {
    await subscribe();
    const cancelled = { order_type: 'cancel_subscription', subscriptionRef: NUMBER, cancelDate: '2026-03-10' };
    await run(cancelled, { orderId: 'order-cancel' });
    const { output } = await run(order, { options });
    expect(output).toMatchObject({ amount: 5 });
  });

  it('is rejected for a subscription with pending activation', async () => {
    await subscribe({ waits: true });
    expect(await failureOf(run(order, { options }))).toMatchObject({ code: 'subscription_status' });
    expect(await memos()).toEqual([]);
  });

  it('is rejected in a currency other than that of the account', async () => {
    await subscribe();
    const euros = { ...order, total: { amount: 5, currency: 'EUR' } };
    expect(await failureOf(run(euros, { options }))).toMatchObject({ code: 'currency_mismatch' });
    expect(await memos()).toEqual([]);
  });

  it.each<[string, JsonObject, JsonObject, string[]]>([
    ['a usable order', {}, {}, []],
    ['one item without a price', { orderItems: [{ offer: { path: '/add_ons/Goodwill' } }] }, {}, []],
    ['less than 1', { total: { amount: 0.99, currency: 'GBP' } }, {}, ['amount_invalid at total.amount']],
    ['no amount', { total: null }, {}, ['amount_invalid at total.amount', 'amount_invalid at total.currency']],
    ['no currency', { total: { amount: 5 } }, {}, ['amount_invalid at total.currency']],
    ['items that do not add up', { orderItems: [line(1), line(2)] }, {}, ['amount_invalid at total.amount']],
    ['items that add up', { orderItems: [line(1), line(2, { quantity: 2 })] }, {}, []],
    ['an item below zero', { orderItems: [line(-1), line(6)] }, {}, ['amount_invalid at total.amount']],
    ['no charge', {}, { creditChargeId: '' }, ['credit_charge_not_mapped at orderItems']],
  ])('is checked: %s', (_name, more, changed, expected) => {
    const { creditChargeId: _charge, ...unmapped } = options;
    const given = changed.creditChargeId === '' ? unmapped : options;
    expect(problemsOf({ ...order, ...more }, given)).toEqual(expected);
  });
});
