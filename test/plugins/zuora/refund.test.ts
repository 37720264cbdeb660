import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { HttpRequest } from '../../../core/plugin/plugin-http.ts';
import { zuora } from '../../../plugins/zuora/plugin.ts';
import { pluginContext, sendOverHttp, TEST_ORDER_ID } from '../../helpers/plugin-context.ts';
import { probed } from '../recover.ts';
import { NUMBER, problemsOf, useZuora } from './use-zuora.ts';

const { read, run, sandbox, send, subscribe, watched } = useZuora();
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

  it('credits the charge that the options map to the offer', async () => {
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
  it('refunds part of the latest payment that is large enough', async () => {
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

  it.each([
    [{ reasonCodes: { damaged: 'Damaged' } }, 'Damaged'],
    [{ reasonCodes: { damaged: 'Damaged' }, refundReasonCodes: { damaged: 'Chargeback' } }, 'Chargeback'],
    [{ reasonCodes: { damaged: 'Damaged' }, refundReasonCodes: {} }, null],
  ])('takes its reason code from %j', async (codes, reasonCode) => {
    await subscribe();
    await run({ ...order, data: { reason: { id: 'damaged' } } }, { options: { refundAs: 'payment', ...codes } });
    expect((await read('/v1/refunds')).refunds).toMatchObject([{ reasonCode }]);
  });

  it('writes off what it opens, so that the next payment run collects nothing again', async () => {
    await subscribe();
    const sent = await watched(order, { options });
    expect(sent.find(({ url }) => url.endsWith('/refunds/unapply'))?.json).toEqual({
      type: 'Electronic',
      totalAmount: 5,
      writeOff: true,
      comment: `${TEST_ORDER_ID}#zuora`,
    });
    expect(await read('/v1/invoices/INV00000001')).toMatchObject({ amount: 12, balance: 0 });
    expect(await send('POST', '/v1/payment-runs', { targetDate: '2026-04-01' })).toMatchObject({ success: true });
    expect(await sandbox.effects('payment.collected')).toMatchObject([{ amount: 12 }]);
  });

  it('is made once, even if a repeat would find another payment and the idempotency key has expired', async () => {
    await subscribe({ price: 5 });
    await run({ order_type: 'renew', subscriptionRef: NUMBER }, { orderId: 'order-renewal' });
    const forgetful = (request: HttpRequest) => {
      const { 'idempotency-key': _key, ...headers } = request.headers ?? {};
      return sendOverHttp({ ...request, headers });
    };
    await sandbox.fault({ partner: 'zuora', path: '/v1/payments', fault: 'drop-after-effect', times: 1 });
    expect(await failureOf(run(order, { options, http: forgetful }))).toMatchObject({ name: 'CalloutNoReply' });
    const { output } = await run(order, { options, http: forgetful, attempt: 2 });
    expect(output).toMatchObject({ refundNumber: 'R-00000001' });
    expect(await refunds()).toHaveLength(1);
  });

  it('does not refund another payment while the key belongs to the first, and finds that refund later', async () => {
    await subscribe({ price: 5 });
    await run({ order_type: 'renew', subscriptionRef: NUMBER }, { orderId: 'order-renewal' });
    await sandbox.fault({ partner: 'zuora', path: '/v1/payments', fault: 'drop-after-effect', times: 1 });
    const { asked, http } = hidingRefunds();
    expect(await failureOf(run(order, { options, http }))).toMatchObject({ name: 'CalloutNoReply' });
    for (const attempt of [2, 3]) {
      const failure = await failureOf(run(order, { options, http, attempt, run: attempt }));
      expect(failure).toMatchObject({ name: 'PluginOutcomeUnknown' });
      expect(failure.message).toContain('another request of the step');
    }
    expect(asked.map(({ key }) => key)).toEqual([1, 2, 3].map(() => `${TEST_ORDER_ID}#zuora`));
    expect(asked[1]?.url).toBe(asked[2]?.url);
    expect(asked[1]?.url).not.toBe(asked[0]?.url);
    expect(await refunds()).toHaveLength(1);

    const { output } = await run(order, { options, attempt: 4, run: 4 });
    expect(output).toMatchObject({ refundNumber: 'R-00000001' });
    expect(await refunds()).toHaveLength(1);
  });

  it('returns the refund of the first payment when the key belongs to it', async () => {
    await subscribe({ price: 5 });
    await run({ order_type: 'renew', subscriptionRef: NUMBER }, { orderId: 'order-renewal' });
    await run(order, { options });
    const { asked, http } = hidingRefunds(1);
    const { output } = await run(order, { options, http, attempt: 2, run: 2 });
    expect(output).toMatchObject({ refundNumber: 'R-00000001' });
    expect(asked).toHaveLength(1);
    expect(await refunds()).toHaveLength(1);
  });

  it('is not requested again after a gateway timeout, while Zuora is processing the first request', async () => {
    await subscribe();
    await sandbox.fault({ partner: 'zuora', path: '/v1/payments', fault: '429', times: 1 });
    expect(await failureOf(run(order, { options }))).toMatchObject({ name: 'PluginTransient' });
    const { asked, http } = hidingRefunds();
    const gateway = async (request: HttpRequest) => {
      const reply = await http(request);
      return request.url.includes('/refunds/') ? { status: 504, headers: {}, body: 'Gateway Time-out' } : reply;
    };
    expect(await failureOf(run(order, { options, attempt: 2, http: gateway }))).toMatchObject({
      name: 'PluginOutcomeUnknown',
    });
    expect(asked).toHaveLength(1);
    const { output } = await run(order, { options, attempt: 3 });
    expect(output).toMatchObject({ refundNumber: 'R-00000001' });
    expect(await refunds()).toHaveLength(1);
  });

  it.each(['Error', 'Canceled'])('fails when Zuora created it with status %s', async (status) => {
    await subscribe();
    const unpaid = async (request: HttpRequest) => {
      const reply = await sendOverHttp(request);
      if (!request.url.includes('/refunds')) return reply;
      return { ...reply, body: JSON.parse(JSON.stringify(reply.body).replaceAll('"Processed"', `"${status}"`)) };
    };
    for (const attempt of [1, 2]) {
      const failure = await failureOf(run(order, { options, attempt, http: unpaid }));
      expect(failure).toMatchObject({ name: 'PluginFailed', code: 'refund_failed' });
      expect(failure.message).toContain(`refund R-00000001 (status ${status})`);
    }
    const { context } = pluginContext(zuora, { secrets: sandbox.secrets, order, options, http: unpaid });
    expect(await probed(zuora, context)).toEqual({ applied: false });
    expect(await refunds()).toHaveLength(1);
  });

  it('asks for the same payment again when the order is resumed after a stored rejection', async () => {
    await subscribe();
    await sandbox.fault({ partner: 'zuora', path: '/v1/payments', fault: 'decline', times: 1 });
    const { asked, http } = hidingRefunds(0);
    expect(await failureOf(run(order, { options, http }))).toMatchObject({ code: 'card_declined' });
    expect(await failureOf(run(order, { options, http, attempt: 2 }))).toMatchObject({ code: 'card_declined' });
    expect(await refunds()).toEqual([]);
    const { output } = await run(order, { options, http, attempt: 3, run: 2 });
    expect(await run(order, { options, http, attempt: 4, run: 2 })).toEqual({ output });
    const key = `${TEST_ORDER_ID}#zuora`;
    expect(asked.map((request) => request.key)).toEqual([key, key, key, `${key}#try-2`]);
    expect(new Set(asked.map(({ url }) => url)).size).toBe(1);
    expect(await refunds()).toHaveLength(1);
  });

  it.each([
    ['KWD', 10.125, 12.345],
    ['BHD', 0.001, 12.345],
    ['JPY', 1099, 1200],
    ['HUF', 10.5, 12],
  ])('refunds %s %d exactly, to the last digit of the currency', async (currency, amount, price) => {
    await subscribe({ currency, price });
    const exact = { ...order, total: { amount, currency } };
    expect(problemsOf(exact, options)).toEqual([]);
    const { output } = await run(exact, { options });
    expect(output).toMatchObject({ amount, currency });
    expect(await refunds()).toMatchObject([{ amount }]);
  });

  it('refunds the exact rest of a payment, to the last digit of its currency', async () => {
    await subscribe({ currency: 'KWD', price: 12.345 });
    for (const [amount, orderId] of [
      [10.125, 'order-first'],
      [2.22, 'order-second'],
    ] as const) {
      await run({ ...order, total: { amount, currency: 'KWD' } }, { options, orderId });
    }
    expect(await refunds()).toMatchObject([{ amount: 10.125 }, { amount: 2.22 }]);
    const more = { ...order, total: { amount: 0.001, currency: 'KWD' } };
    expect(await failureOf(run(more, { options, orderId: 'order-third' }))).toMatchObject({
      code: 'refund_exceeds_payments',
    });
  });

  it('fails when no single payment is large enough', async () => {
    await subscribe();
    await run({ order_type: 'renew', subscriptionRef: NUMBER }, { orderId: 'order-renewal' });
    const large = { ...order, total: { amount: 13, currency: 'GBP' } };
    const failure = await failureOf(run(large, { options }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'payment_not_found' });
    expect(failure.message).toContain('13 GBP');
    expect(await refunds()).toEqual([]);
  });

  it('finds a payment and a refund behind 40 later ones', async () => {
    await subscribe({ price: 50 });
    const [first] = (await read('/v1/payments')).payments as readonly { id: string }[];
    await run({ ...order, total: { amount: 1, currency: 'GBP' } }, { options });
    const unapply = `/v1/payments/${first?.id}/refunds/unapply`;
    for (let made = 0; made < 40; made += 1) await send('POST', unapply, { type: 'Electronic', totalAmount: 1 });
    const again = await run({ ...order, total: { amount: 1, currency: 'GBP' } }, { options, attempt: 2 });
    expect(again.output).toMatchObject({ refundNumber: 'R-00000001' });
    const rest = { ...order, total: { amount: 9, currency: 'GBP' } };
    expect((await run(rest, { options, orderId: 'order-rest' })).output).toMatchObject({ refundNumber: 'R-00000042' });
  });

  it('has an unknown outcome when it cannot read whether an earlier attempt refunded', async () => {
    await subscribe();
    await sandbox.fault({ partner: 'zuora', path: '/v1/refunds', fault: '500', times: 1 });
    expect(await failureOf(run(order, { options, attempt: 2 }))).toMatchObject({ name: 'PluginOutcomeUnknown' });
  });
});

describe('more than was paid', () => {
  const memo = { refundAs: 'credit-memo', creditChargeId: 'charge-compensation' };
  const orderOf = (amount: number) => ({ ...order, total: { amount, currency: 'GBP' } });
  const idOf = (last: number) => `order-${String(last).padStart(32, '0')}`;

  it.each([
    ['a payment', options],
    ['a credit memo', memo],
  ])('is declined before anything is created, refunded as %s', async (_name, given) => {
    await subscribe();
    const failure = await failureOf(run(orderOf(12.01), { options: given }));
    expect(failure).toMatchObject({ name: 'PluginDeclined', code: 'refund_exceeds_payments' });
    expect(failure.message).toContain('at most 12 GBP');
    expect(failure.publicMessage).not.toContain('12');
    expect(await sandbox.effects('credit-memo.created')).toEqual([]);
    expect((await run(orderOf(12), { options: given })).output).toMatchObject({ amount: 12 });
    const repeated = await run(orderOf(12), { options: given, attempt: 2 });
    expect(repeated.output).toMatchObject({ amount: 12 });
  });

  it.each([
    [options, memo],
    [memo, options],
    [memo, memo],
  ])('counts what was given back as a payment or a credit memo: %j, then %j', async (first, second) => {
    await subscribe();
    await run(orderOf(10), { options: first, orderId: idOf(1) });
    expect(await failureOf(run(orderOf(2.01), { options: second, orderId: idOf(2) }))).toMatchObject({
      code: 'refund_exceeds_payments',
    });
    await run(orderOf(2), { options: second, orderId: idOf(3) });
  });

  it('is declined when nothing was paid', async () => {
    await subscribe({ autoPay: false });
    expect(await failureOf(run(order, { options: memo }))).toMatchObject({ code: 'refund_exceeds_payments' });
  });

  it.each([
    ['a payment', options, 'Refund R-00000001 of 5'],
    ['a credit memo', memo, 'Credit memo CM-'],
  ])('of two refunds with one external_id, tells of the second, refunded as %s', async (_name, given, found) => {
    await subscribe();
    const twin = { ...order, external_id: 'CRM-9' };
    const first = await run(twin, { options: given, orderId: idOf(1) });
    expect(first.output.notices).toBeUndefined();
    expect((await run(twin, { options: given, orderId: idOf(1), attempt: 2 })).output.notices).toBeUndefined();
    const { output } = await run(twin, { options: given, orderId: idOf(2) });
    expect(output.notices).toMatchObject([{ code: 'refund_twin', message: expect.stringContaining(found) }]);
    const other = { ...order, external_id: 'CRM-10', total: { amount: 1, currency: 'GBP' } };
    expect((await run(other, { options: given, orderId: idOf(3) })).output.notices).toBeUndefined();
  });
});

describe('a credit memo that is not posted', () => {
  const memo = { refundAs: 'credit-memo', creditChargeId: 'charge-compensation' };
  const withStatus = (status: string) => async (request: HttpRequest) => {
    const reply = await sendOverHttp(request);
    if (!/\/credit-memos(\/CM-\w+)?$/.test(request.url)) return reply;
    return { ...reply, body: JSON.parse(JSON.stringify(reply.body).replaceAll('"Posted"', `"${status}"`)) };
  };

  it.each([
    ['Draft', 'PluginFailed', false],
    ['Canceled', 'PluginFailed', false],
    ['PendingForTax', 'PluginOutcomeUnknown', 'transient'],
  ])('is no credit: %s', async (status, name, applied) => {
    await subscribe();
    const http = withStatus(status);
    expect(await failureOf(run(order, { options: memo, http }))).toMatchObject({ name });
    expect(await failureOf(run(order, { options: memo, http, attempt: 2 }))).toMatchObject({ name });
    const { context } = pluginContext(zuora, { secrets: sandbox.secrets, order, options: memo, http });
    const probe = await probed(zuora, context).catch(({ name: thrown }) => ({ applied: thrown }));
    expect(probe).toEqual({ applied: applied === 'transient' ? 'PluginTransient' : applied });
    expect(await sandbox.effects('credit-memo.created')).toHaveLength(1);
  });
});

describe('the amount of a refund', () => {
  const lines = (currency: string, ...amounts: number[]) => ({
    orderItems: amounts.map((amount) => ({ price: { amount, currency } })),
  });
  const total = (amount: number, currency?: string) => ({
    total: { amount, ...(currency !== undefined && { currency }) },
  });

  it.each<[string, JsonObject, string[]]>([
    ['the smallest amount in dinars', total(0.001, 'KWD'), []],
    ['the smallest amount in yen', total(1, 'JPY'), []],
    ['items that add up in dinars', { ...total(10.125, 'KWD'), ...lines('KWD', 10.1, 0.025) }, []],
    ['items that add up in pounds', { ...total(0.3, 'GBP'), ...lines('GBP', 0.1, 0.2) }, []],
    ['items a thousandth off', { ...total(10.126, 'KWD'), ...lines('KWD', 10.1, 0.025) }, ['total.amount']],
    ['less than the smallest amount', total(0.001, 'GBP'), ['total.amount', 'total.amount']],
    ['a price with a tenth of a penny', lines('GBP', 8.575), ['orderItems[0].price.amount']],
    ['parts of a yen', total(10.5, 'JPY'), ['total.amount']],
    ['parts of a fils', total(10.1255, 'KWD'), ['total.amount']],
    ['items in several currencies', { ...total(3, 'GBP'), ...lines('EUR', 1, 2) }, ['total.currency']],
    ['thousandths without a currency', total(10.125), ['total.currency']],
  ])('is checked: %s', (_name, more, expected) => {
    const found = problemsOf({ ...order, ...more }, options);
    expect(found).toEqual(expected.map((path) => `amount_invalid at ${path}`));
  });

  it('names the currencies that it found', () => {
    const mixed = { ...order, ...total(3, 'GBP'), ...lines('EUR', 1, 2) };
    const problems = zuora.check?.(mixed, zuora.options.parse(options)) ?? [];
    expect(problems.map(({ message }) => message)).toEqual([
      'Expected all amounts in one currency, found GBP, EUR. Correct the order.',
    ]);
  });

  it('names the number of decimals of the currency', () => {
    const problems = zuora.check?.({ ...order, ...total(10.5, 'JPY') }, zuora.options.parse(options)) ?? [];
    expect(problems.map(({ message }) => message)).toEqual([
      'Expected an amount with at most 0 decimals in JPY, found 10.5. Correct the order.',
    ]);
  });
});

/** A Zuora that lists no refunds for the first few requests (by default for all), and the refunds that it was asked for. */
function hidingRefunds(times = Number.POSITIVE_INFINITY) {
  const asked: { readonly url: string; readonly key: string | undefined }[] = [];
  let lists = 0;
  const http = async (request: HttpRequest) => {
    if (request.method === 'POST' && request.url.includes('/refunds/')) {
      asked.push({ url: request.url, key: request.headers?.['idempotency-key'] });
    }
    const isList = request.method === 'GET' && new URL(request.url).pathname.endsWith('/v1/refunds');
    if (isList) lists += 1;
    if (!isList || lists > times) return sendOverHttp(request);
    return { status: 200, headers: {}, body: { success: true, refunds: [] } };
  };
  return { asked, http };
}
