import { describe, expect, it } from 'vitest';
import { runSandbox } from '../running-sandbox.ts';
import { NEW_ACCOUNT } from './zuora-requests.ts';

const { hpmCreditCardPaymentMethodId: _, ...ACCOUNT } = NEW_ACCOUNT;
const METHOD = '8ad084a68f1d0c3e018f1d2a5b6c0009';
const MEMO = { accountNumber: 'A00000001', number: 'DM-1', charges: [{ chargeId: 'charge-1', memoItemAmount: 12.5 }] };
const rejected = (reason: string) => ({ success: false, reasons: [{ message: expect.stringContaining(reason) }] });

async function withMemo(fields: object = { autoPost: true }) {
  const running = await runSandbox();
  await running.zuora('POST', '/v1/accounts', ACCOUNT);
  await running.zuora('POST', '/v1/debit-memos', { ...MEMO, ...fields });
  const ask = async (method: string, path = '', body?: object) =>
    (await running.zuora(method, `/v1/debit-memos/DM-1${path}`, body)).body;
  return { ...running, ask };
}

const collect = { collect: true, payment: { paymentMethodId: METHOD } };

describe('a debit memo', () => {
  it('is paid by a payment method, once', async () => {
    const { ask, effects } = await withMemo();
    expect(await ask('GET')).toMatchObject({ amount: 12.5, balance: 12.5, status: 'Posted' });
    expect(await ask('POST', '/collect', {})).toMatchObject({ success: true, debitMemo: { number: 'DM-1' } });
    const paid = await ask('POST', '/collect', collect);
    expect(paid).toMatchObject({ processedPayment: { amount: 12.5, status: 'Processed', paymentMethodId: METHOD } });
    expect(await ask('POST', '/collect', collect)).toMatchObject(rejected('no balance'));
    expect(await ask('GET')).toMatchObject({ balance: 0 });
    const { id: paymentId } = (paid as { processedPayment: { id: string } }).processedPayment;
    expect(await ask('GET', '/application-parts')).toMatchObject({
      applicationParts: [{ paymentId, appliedAmount: 12.5 }],
    });
    expect((await effects()).map(({ kind }) => kind)).toEqual([
      'account.created',
      'debit-memo.created',
      'payment.collected',
    ]);
  });

  it('is open again when its payment is refunded, and can then be cancelled as a draft', async () => {
    const { ask, zuora } = await withMemo();
    const paid = (await ask('POST', '/collect', collect)) as { processedPayment: { id: string } };
    expect(await ask('PUT', '/unpost')).toMatchObject(rejected('has a payment applied'));
    expect(await ask('PUT', '/cancel')).toMatchObject(rejected('is Posted, not Draft'));
    const path = `/v1/payments/${paid.processedPayment.id}/refunds/unapply`;
    await zuora('POST', path, { type: 'Electronic', totalAmount: 12.5 });
    expect(await ask('GET')).toMatchObject({ balance: 12.5 });
    expect(await ask('GET', '/application-parts')).toMatchObject({ applicationParts: [] });
    expect(await ask('PUT', '/unpost')).toMatchObject({ status: 'Draft' });
    expect(await ask('PUT', '/unpost')).toMatchObject(rejected('is Draft, not Posted'));
    expect(await ask('POST', '/collect', collect)).toMatchObject(rejected('is Draft, not Posted'));
    expect(await ask('PUT', '/cancel')).toMatchObject({ status: 'Canceled' });
    expect(await ask('PUT', '/cancel')).toMatchObject(rejected('is Canceled, not Draft'));
  });

  it.each([
    [{ autoPost: true }, 1],
    [{ autoPost: true, autoPay: false }, 0],
    [{}, 0],
  ])('with %j is collected by %i payment runs', async (fields, times) => {
    const { effects, zuora } = await withMemo(fields);
    const request = { type: 'CreditCard', accountKey: 'A00000001', makeDefault: true };
    await zuora('POST', '/v1/payment-methods', request);
    await zuora('PUT', '/v1/accounts/A00000001', { autoPay: true });
    for (const _ of [1, 2]) await zuora('POST', '/v1/payment-runs', { targetDate: '2026-04-01' });
    expect((await effects()).filter(({ kind }) => kind === 'payment.collected')).toHaveLength(times);
  });

  it('is not collected without a payment method, or with credits', async () => {
    const { ask } = await withMemo();
    expect(await ask('POST', '/collect', { collect: true })).toMatchObject(rejected('without a payment method'));
    expect(await ask('POST', '/collect', { ...collect, applyCredit: true })).toMatchObject({ success: false });
    expect(await ask('POST', '/collect', { ...collect, amount: 1 })).toMatchObject({ success: false });
  });
});

it('a credit memo has no field autoPay', async () => {
  const { zuora } = await runSandbox();
  await zuora('POST', '/v1/accounts', NEW_ACCOUNT);
  const answer = await zuora('POST', '/v1/credit-memos', { ...MEMO, autoPay: false });
  expect(answer.body).toMatchObject({ success: false });
});
