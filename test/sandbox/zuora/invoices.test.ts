import { describe, expect, it } from 'vitest';
import { type RunningSandbox, runSandbox } from '../running-sandbox.ts';
import { NEW_ACCOUNT, newOrder } from './zuora-requests.ts';

const TARGET = { targetDate: '2026-04-01' };

async function invoiced(running: RunningSandbox, autoPay: boolean, collectPayment: boolean): Promise<void> {
  const order = { ...newOrder('S-1'), newAccount: { ...NEW_ACCOUNT, autoPay } };
  const processingOptions = { runBilling: true, collectPayment };
  const { body } = await running.zuora('POST', '/v1/orders', { ...order, processingOptions });
  expect(body).toMatchObject({ success: true, invoiceNumbers: ['INV00000001'] });
}

describe('an invoice', () => {
  const invoice = async ({ zuora }: RunningSandbox) => (await zuora('GET', '/v1/invoices/INV00000001')).body;
  const collected = async ({ effects }: RunningSandbox) =>
    (await effects()).flatMap(({ amount, kind }) => (kind === 'payment.collected' ? [amount] : []));
  const refund = ({ zuora }: RunningSandbox, more: object) =>
    zuora('POST', '/v1/payments/P-00000001/refunds/unapply', { type: 'Electronic', totalAmount: 5, ...more });

  it('is open until it is collected', async () => {
    const running = await runSandbox();
    await invoiced(running, true, false);
    expect(await invoice(running)).toMatchObject({ invoiceNumber: 'INV00000001', amount: 12, balance: 12 });
    for (const _ of [1, 2]) await running.zuora('POST', '/v1/payment-runs', TARGET);
    expect(await invoice(running)).toMatchObject({ amount: 12, balance: 0 });
    expect(await collected(running)).toEqual([12]);
  });

  it.each([
    ['opens', {}, 5, [12, 5]],
    ['opens', { writeOff: false }, 5, [12, 5]],
    ['stays closed', { writeOff: true }, 0, [12]],
  ])('that was paid %s with a refund of %j', async (_, more, balance, payments) => {
    const running = await runSandbox();
    await invoiced(running, true, true);
    expect((await refund(running, more)).body).toMatchObject({ success: true });
    expect(await invoice(running)).toMatchObject({ balance });
    await running.zuora('POST', '/v1/payment-runs', TARGET);
    expect(await collected(running)).toEqual(payments);
  });

  it('is paid by posted credit memos of its account first, if the order asks for it', async () => {
    const { zuora } = await runSandbox();
    const order = (applyCredit: boolean, subscriptionNumber: string) =>
      zuora('POST', '/v1/orders', {
        ...newOrder(subscriptionNumber),
        newAccount: undefined,
        existingAccountNumber: 'A00000001',
        processingOptions: { runBilling: true, collectPayment: true, applyCredit },
      });
    await zuora('POST', '/v1/accounts', NEW_ACCOUNT);
    for (const [autoPost, amount] of [[false, 12] as const, [true, 7.9] as const, [true, 10.2] as const]) {
      const charges = [{ chargeId: 'charge-1', amount }];
      const memo = { accountNumber: 'A00000001', charges, autoPost };
      await zuora('POST', '/v1/credit-memos', memo, { 'zuora-version': '224.0' });
    }
    expect((await order(false, 'S-1')).body).toMatchObject({ paidAmount: '12.00' });
    expect((await order(true, 'S-2')).body).not.toHaveProperty('paidAmount');
    expect((await order(true, 'S-3')).body).toMatchObject({ paidAmount: '5.90' });
    const refund = { type: 'Electronic', totalAmount: 0.01 };
    expect((await zuora('POST', '/v1/credit-memos/CM00000003/refunds', refund)).body).toMatchObject({ success: false });
  });

  it('of an account without auto-pay, or of another account, is not collected', async () => {
    const running = await runSandbox();
    await invoiced(running, false, false);
    await running.zuora('POST', '/v1/payment-runs', TARGET);
    const another = await runSandbox();
    await invoiced(another, true, false);
    await another.zuora('POST', '/v1/payment-runs', { ...TARGET, accountId: 'A00000002' });
    for (const sandbox of [running, another]) expect(await collected(sandbox)).toEqual([]);
  });

  it('and a payment run are rejected if they are unknown', async () => {
    const { zuora } = await runSandbox();
    expect((await zuora('GET', '/v1/invoices/none')).body).toMatchObject({ reasons: [{ code: 50000040 }] });
    for (const [body, code] of [[{}, 50000022] as const, [{ ...TARGET, dryRun: true }, 50000020] as const])
      expect((await zuora('POST', '/v1/payment-runs', body)).body).toMatchObject({ reasons: [{ code }] });
  });
});
