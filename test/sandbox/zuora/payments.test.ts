import { describe, expect, it } from 'vitest';
import { runSandbox } from '../running-sandbox.ts';
import { NEW_ACCOUNT, subscribed } from './zuora-requests.ts';

/** A version in which the amount of a memo's line has its present name. */
const NUMBERED = { 'zuora-version': '224.0' };

describe('payment methods', () => {
  it('are added to an account and become its default if requested', async () => {
    const { zuora, effects } = await runSandbox();
    await zuora('POST', '/v1/accounts', NEW_ACCOUNT);
    const request = { type: 'CreditCard', accountKey: 'A00000001', makeDefault: true, cardNumber: '4111111111111111' };
    const created = await zuora('POST', '/v1/payment-methods', request, { 'idempotency-key': 'key' });
    await zuora('POST', '/v1/payment-methods', request, { 'idempotency-key': 'key' });
    const { id } = created.body as { id: string };
    expect((await zuora('GET', `/v1/payment-methods/${id}`)).body).toMatchObject({ id, type: 'CreditCard' });
    const account = await zuora('GET', '/v1/accounts/A00000001');
    expect(account.body).toMatchObject({ billingAndPayment: { defaultPaymentMethodId: id } });
    const added = (await effects()).filter(({ kind }) => kind === 'payment-method.created');
    expect(added).toMatchObject([{ key: 'key', id }]);
    expect(JSON.stringify(added)).not.toContain('4111');
  });

  it('from a hosted page are assigned to one account, once', async () => {
    const { zuora, effects } = await runSandbox();
    await zuora('POST', '/v1/accounts', NEW_ACCOUNT);
    await zuora('POST', '/v1/accounts', NEW_ACCOUNT);
    const id = '8ad084a68f1d0c3e018f1d2a5b6c0009';
    expect((await zuora('GET', `/v1/payment-methods/${id}`)).body).toEqual({
      id,
      type: 'CreditCardReferenceTransaction',
      accountKey: null,
    });
    const { basicInfo } = (await zuora('GET', '/v1/accounts/A00000001')).body as { basicInfo: { id: string } };
    const give = (accountKey: string) => zuora('PUT', `/v1/payment-methods/${id}`, { accountKey });
    for (const _ of [1, 2]) expect((await give('A00000001')).body).toMatchObject({ success: true, id });
    expect((await zuora('GET', `/v1/payment-methods/${id}`)).body).toMatchObject({ accountKey: basicInfo.id });
    expect((await give('A00000002')).body).toMatchObject({ success: false, reasons: [{ code: 50000030 }] });
    expect((await zuora('PUT', '/v1/payment-methods/none', {})).body).toMatchObject({ reasons: [{ code: 50000040 }] });
    expect((await effects()).filter(({ kind }) => kind === 'payment-method.updated')).toHaveLength(1);
  });

  it.each([
    ['an unknown type', { type: 'Shells' }, 50000020],
    ['no type', {}, 50000022],
    ['an unknown field', { type: 'CreditCard', cardNo: '4111111111111111' }, 50000020],
    ['an unknown account', { type: 'CreditCard', accountKey: 'A9' }, 50000040],
  ])('are rejected with %s', async (_, body, code) => {
    const { zuora } = await runSandbox();
    expect((await zuora('POST', '/v1/payment-methods', body)).body).toMatchObject({
      success: false,
      reasons: [{ code }],
    });
  });
});

describe('refunds', () => {
  it('refund a payment up to its remaining amount', async () => {
    const running = await runSandbox();
    await subscribed(running);
    const { zuora, effects } = running;
    const list = await zuora('GET', '/v1/payments');
    expect(list.body).toMatchObject({ success: true, payments: [{ number: 'P-00000001', amount: 12 }] });
    const refund = (totalAmount: number, path = 'refunds/unapply') =>
      zuora('POST', `/v1/payments/P-00000001/${path}`, { type: 'Electronic', totalAmount });
    expect((await refund(5, 'refunds')).body).toMatchObject({ success: false, reasons: [{ code: 50000030 }] });
    expect((await refund(5)).body).toMatchObject({
      success: true,
      number: 'R-00000001',
      amount: 5,
      status: 'Processed',
    });
    expect((await refund(8)).body).toMatchObject({ success: false, reasons: [{ code: 50000030 }] });
    expect((await refund(7)).body).toMatchObject({ success: true, paymentNumber: 'P-00000001' });
    const refunds = (await effects()).filter(({ kind }) => kind === 'refund.created');
    expect(refunds.map(({ amount }) => amount)).toEqual([5, 7]);
  });

  it('are listed with their comments, by payment and by account', async () => {
    const running = await runSandbox();
    const accountNumber = await subscribed(running);
    const { zuora } = running;
    const made = await zuora('POST', '/v1/payments/P-00000001/refunds/unapply', {
      type: 'Electronic',
      totalAmount: 2,
      comment: 'order-1#zuora',
    });
    const { paymentId, accountId } = made.body as { paymentId: string; accountId: string };
    const listed = async (query: string) => {
      const { body } = await zuora('GET', `/v1/refunds?${query}`);
      return (body as { refunds: { comment: string }[] }).refunds.map(({ comment }) => comment);
    };
    expect(await listed(`paymentId=${paymentId}`)).toEqual(['order-1#zuora']);
    expect(await listed(`accountId=${accountId}&paymentId=${paymentId}`)).toEqual(['order-1#zuora']);
    expect(await listed('paymentId=another')).toEqual([]);
    expect((await zuora('GET', `/v1/payments?accountId=${accountId}`)).body).toMatchObject({
      payments: [{ number: 'P-00000001', accountNumber, accountId }],
    });
    expect((await zuora('GET', `/v1/payments?accountNumber=${accountNumber}`)).body).toMatchObject({ success: false });
  });

  it('are listed by descending number, in pages, and in ascending order for a hyphen', async () => {
    const running = await runSandbox();
    await subscribed(running);
    const { zuora } = running;
    for (const totalAmount of [1, 2, 3]) {
      await zuora('POST', '/v1/payments/P-00000001/refunds/unapply', { type: 'Electronic', totalAmount });
    }
    const amounts = async (query: string) => {
      const { body } = await zuora('GET', `/v1/refunds?${query}`);
      return (body as { refunds: { amount: number }[] }).refunds.map(({ amount }) => amount);
    };
    expect(await amounts('')).toEqual([3, 2, 1]);
    expect(await amounts('sort=%2Bnumber')).toEqual([3, 2, 1]);
    expect(await amounts('sort=number&pageSize=2&page=2')).toEqual([1]);
    expect(await amounts('sort=-number&status=Processed')).toEqual([1, 2, 3]);
    expect(await amounts('status=Error')).toEqual([]);
    for (const query of ['sort=comment', 'status=processed', 'pageSize=41', 'page=0', 'orderBy=number']) {
      expect((await zuora('GET', `/v1/refunds?${query}`)).body).toMatchObject({ reasons: [{ code: 50000020 }] });
    }
  });

  it.each([
    ['nothing', { type: 'Electronic', totalAmount: 0 }, 50000020],
    ['an external payment without a method', { type: 'External', totalAmount: 1 }, 50000022],
  ])('reject %s', async (_, body, code) => {
    const running = await runSandbox();
    await subscribed(running);
    const answer = await running.zuora('POST', '/v1/payments/P-00000001/refunds', body);
    expect(answer.body).toMatchObject({ success: false, reasons: [{ code }] });
    expect((await running.zuora('GET', '/v1/payments/P-00000001')).body).toMatchObject({ refundAmount: 0 });
  });

  it('reject an unknown payment', async () => {
    const { zuora } = await runSandbox();
    const answer = await zuora('POST', '/v1/payments/P-9/refunds', { type: 'Electronic', totalAmount: 1 });
    expect(answer.body).toMatchObject({ success: false, reasons: [{ code: 50000040 }] });
  });
});

describe('memos', () => {
  it.each([
    ['/v1/credit-memos', 'CM00000001', 'credit-memo.created'],
    ['/v1/creditmemos', 'CM00000001', 'credit-memo.created'],
    ['/v1/debit-memos', 'DM00000001', 'debit-memo.created'],
    ['/v1/debitmemos', 'DM00000001', 'debit-memo.created'],
  ])('are created from charges at %s', async (path, number, kind) => {
    const { zuora, effects } = await runSandbox();
    await zuora('POST', '/v1/accounts', NEW_ACCOUNT);
    const charges = [
      { chargeId: 'charge-gift', amount: 20, quantity: 2 },
      { chargeId: 'charge-1', amount: 0.5 },
    ];
    const memo = { accountNumber: 'A00000001', charges, autoPost: true, reasonCode: 'Gifting' };
    for (const _ of [1, 2]) {
      const answer = await zuora('POST', path, memo, { ...NUMBERED, 'idempotency-key': 'gift-1' });
      expect(answer.body).toMatchObject({
        success: true,
        number,
        amount: 20.5,
        status: 'Posted',
        reasonCode: 'Gifting',
      });
    }
    expect((await zuora('GET', `${path}/${number}`)).body).toMatchObject({ success: true, amount: 20.5 });
    expect((await effects()).filter((effect) => effect.kind === kind)).toMatchObject([{ key: 'gift-1', amount: 20.5 }]);
  });

  it('can be refunded only if they are posted', async () => {
    const { zuora } = await runSandbox();
    await zuora('POST', '/v1/accounts', NEW_ACCOUNT);
    for (const autoPost of [false, true]) {
      await zuora(
        'POST',
        '/v1/credit-memos',
        {
          accountNumber: 'A00000001',
          charges: [{ chargeId: 'charge-1', amount: 3 }],
          autoPost,
        },
        NUMBERED,
      );
    }
    const refund = { type: 'Electronic', totalAmount: 3 };
    expect((await zuora('POST', '/v1/credit-memos/CM00000001/refunds', refund)).body).toMatchObject({ success: false });
    expect((await zuora('POST', '/v1/credit-memos/CM00000002/refunds', refund)).body).toMatchObject({ success: true });
  });

  it('use the given number, once', async () => {
    const { zuora, effects } = await runSandbox();
    await zuora('POST', '/v1/accounts', NEW_ACCOUNT);
    const memo = { accountNumber: 'A00000001', charges: [{ chargeId: 'charge-1', amount: 1 }], number: 'CM-order-1' };
    expect((await zuora('POST', '/v1/credit-memos', memo, NUMBERED)).body).toMatchObject({
      success: true,
      number: 'CM-order-1',
    });
    const second = await zuora('POST', '/v1/credit-memos', memo, NUMBERED);
    expect(second.body).toMatchObject({ success: false, reasons: [{ code: 50000030 }] });
    const long = await zuora('POST', '/v1/credit-memos', { ...memo, number: 'x'.repeat(33) }, NUMBERED);
    expect(long.body).toMatchObject({ success: false, reasons: [{ code: 50000020 }] });
    expect((await effects()).filter(({ kind }) => kind === 'credit-memo.created')).toHaveLength(1);
  });

  it.each([
    ['no account', { charges: [{ chargeId: 'charge-1', amount: 1 }] }, 50000022],
    ['no charges', { accountNumber: 'A00000001', charges: [] }, 50000020],
    ['a charge without an id', { accountNumber: 'A00000001', charges: [{ amount: 1 }] }, 50000022],
    ['an unknown account', { accountNumber: 'A9', charges: [{ chargeId: 'charge-1', amount: 1 }] }, 50000040],
  ])('are rejected with %s', async (_, body, code) => {
    const { zuora } = await runSandbox();
    const answer = await zuora('POST', '/v1/debit-memos', body, NUMBERED);
    expect(answer.body).toMatchObject({ success: false, reasons: [{ code }] });
  });

  it.each([
    ['186.0', { chargeId: 'charge-1', memoItemAmount: 3 }],
    ['224.0', { chargeId: 'charge-1', amount: 3 }],
    ['257.0', { productRatePlanChargeId: 'charge-1', amount: 3 }],
    ['2025-08-12', { productRatePlanChargeId: 'charge-1', amount: 3 }],
  ])('name charge and amount as in version %s, and no other way', async (version, line) => {
    const { zuora } = await runSandbox();
    await zuora('POST', '/v1/accounts', NEW_ACCOUNT);
    const memo = (charge: object) =>
      zuora(
        'POST',
        '/v1/credit-memos',
        { accountNumber: 'A00000001', charges: [charge] },
        { 'zuora-version': version },
      );
    expect((await memo(line)).body).toMatchObject({ success: true, amount: 3 });
    const others = [
      { chargeId: 'charge-1', memoItemAmount: 3 },
      { chargeId: 'charge-1', amount: 3 },
      { productRatePlanChargeId: 'charge-1', amount: 3 },
    ].filter((other) => JSON.stringify(other) !== JSON.stringify(line));
    for (const other of others) expect((await memo(other)).body).toMatchObject({ reasons: [{ code: 50000022 }] });
  });

  it('are posted or cancelled once, and applied to and taken from invoices of their account', async () => {
    const running = await runSandbox();
    const { zuora } = running;
    await subscribed(running);
    await zuora('POST', '/v1/payments/P-00000001/refunds/unapply', { type: 'Electronic', totalAmount: 5 });
    const charges = [{ chargeId: 'charge-1', amount: 4 }];
    for (const _ of [1, 2]) await zuora('POST', '/v1/credit-memos', { accountNumber: 'A00000001', charges }, NUMBERED);
    const put = async (path: string, body?: object) => (await zuora('PUT', `/v1/credit-memos/${path}`, body)).body;
    const of = (amount: number) => ({ invoices: [{ invoiceId: 'INV00000001', amount }] });
    const refused = { success: false, reasons: [{ code: 50000030 }] };
    expect(await put('CM00000001/apply', of(1))).toMatchObject(refused);
    expect(await put('CM00000001/post')).toMatchObject({ status: 'Posted', unappliedAmount: 4 });
    expect(await put('CM00000001/cancel')).toMatchObject(refused);
    expect(await put('CM00000002/cancel')).toMatchObject({ status: 'Canceled' });
    expect(await put('CM00000001/apply', of(4.01))).toMatchObject(refused);
    expect(await put('CM00000001/apply', of(4))).toMatchObject({ appliedAmount: 4, unappliedAmount: 0 });
    expect((await zuora('GET', '/v1/invoices/INV00000001')).body).toMatchObject({ balance: 1 });
    expect(await put('CM00000001/unapply', of(4.01))).toMatchObject(refused);
    expect(await put('CM00000001/unapply', of(1.5))).toMatchObject({ appliedAmount: 2.5 });
    expect((await zuora('GET', '/v1/invoices/INV00000001')).body).toMatchObject({ balance: 2.5 });
  });
});
