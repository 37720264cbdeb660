import { describe, expect, it } from 'vitest';
import { runSandbox } from '../running-sandbox.ts';
import { changeOrder, createAction, NEW_ACCOUNT, newOrder, previewOf, ratePlan, subscribed } from './zuora-requests.ts';

describe('POST /v1/orders', () => {
  it('creates account, subscription, invoice and payment, and returns order and subscription', async () => {
    const { zuora, effects } = await runSandbox();
    const answer = await zuora('POST', '/v1/orders', newOrder('S-1'), { 'idempotency-key': 'order-1#zuora' });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        success: true,
        orderNumber: 'O-00000001',
        accountNumber: 'A00000001',
        status: 'Completed',
        subscriptionNumbers: ['S-1'],
        invoiceNumbers: ['INV00000001'],
        paymentNumber: 'P-00000001',
        paidAmount: '12.00',
      },
    });
    expect(await effects()).toMatchObject([
      { kind: 'account.created', key: 'order-1#zuora', accountNumber: 'A00000001' },
      {
        kind: 'subscription.created',
        key: 'order-1#zuora',
        subscriptionNumber: 'S-1',
        actions: ['CreateSubscription'],
      },
      { kind: 'payment.collected', key: 'order-1#zuora', amount: 12 },
    ]);
    const subscription = await zuora('GET', '/v1/subscriptions/S-1');
    expect(subscription.body).toMatchObject({
      success: true,
      status: 'Active',
      autoRenew: true,
      termStartDate: '2026-03-02',
      termEndDate: '2027-03-02',
      ratePlans: [{ productRatePlanId: 'monthly', lastChangeType: 'Add' }],
    });
    const order = await zuora('GET', '/v1/orders/O-00000001');
    expect(order.body).toMatchObject({ success: true, order: { orderNumber: 'O-00000001', status: 'Completed' } });
  });

  it('assigns numbers if the client gives none', async () => {
    const { zuora } = await runSandbox();
    const first = await zuora('POST', '/v1/orders', newOrder());
    const second = await zuora('POST', '/v1/orders', newOrder());
    expect(first.body).toMatchObject({ subscriptionNumbers: ['A-S00000001'], accountNumber: 'A00000001' });
    expect(second.body).toMatchObject({ subscriptionNumbers: ['A-S00000002'], accountNumber: 'A00000002' });
  });

  it('rejects a subscription number, an order number and an account number that are taken', async () => {
    const { zuora, effects } = await runSandbox();
    const order = { ...newOrder('S-1'), orderNumber: 'MINE', newAccount: { ...NEW_ACCOUNT, accountNumber: 'ACC' } };
    await zuora('POST', '/v1/orders', order);
    const before = await effects();
    const others = [
      [newOrder('S-1'), 53100030],
      [{ ...newOrder('S-2'), orderNumber: 'MINE' }, 50000030],
      [{ ...newOrder('S-2'), newAccount: { ...NEW_ACCOUNT, accountNumber: 'ACC' } }, 50000030],
    ] as const;
    for (const [body, code] of others) {
      const answer = await zuora('POST', '/v1/orders', body);
      const processId = expect.stringMatching(/^[0-9A-F]{16}$/);
      expect(answer).toMatchObject({ status: 200, body: { success: false, processId, reasons: [{ code }] } });
    }
    expect(await effects()).toEqual(before);
  });

  it('has no effect if a later action is rejected', async () => {
    const { zuora, effects } = await runSandbox();
    const missing = { subscriptionNumber: 'NOT-THERE', orderActions: [{ type: 'RenewSubscription' }] };
    const order = newOrder('S-1');
    const answer = await zuora('POST', '/v1/orders', { ...order, subscriptions: [...order.subscriptions, missing] });
    expect(answer.body).toMatchObject({ success: false, reasons: [{ code: 53100040 }] });
    expect(await effects()).toEqual([]);
    expect((await zuora('GET', '/v1/subscriptions/S-1')).body).toMatchObject({ success: false });
    expect((await zuora('GET', '/v1/accounts/A00000001')).body).toMatchObject({ success: false });
  });

  it('requires a payment method to collect a payment', async () => {
    const { zuora, effects } = await runSandbox();
    const { hpmCreditCardPaymentMethodId: _none, ...newAccount } = NEW_ACCOUNT;
    const answer = await zuora('POST', '/v1/orders', { ...newOrder('S-1'), newAccount });
    expect(answer.body).toMatchObject({ success: false, reasons: [{ code: 50000030 }] });
    const invoiced = { ...newOrder('S-1'), newAccount, processingOptions: { runBilling: true } };
    const billed = await zuora('POST', '/v1/orders', invoiced);
    expect(billed.body).toMatchObject({ success: true, invoiceNumbers: ['INV00000001'] });
    expect(billed.body).not.toHaveProperty('paymentNumber');
    expect((await effects()).map(({ kind }) => kind)).toEqual(['account.created', 'subscription.created']);
  });

  it('changes only subscriptions of its account', async () => {
    const running = await runSandbox();
    await subscribed(running);
    const other = await running.zuora('POST', '/v1/orders', newOrder('S-2'));
    const { accountNumber } = other.body as { accountNumber: string };
    const order = changeOrder(accountNumber, 'S-1', [{ type: 'RenewSubscription' }]);
    const answer = await running.zuora('POST', '/v1/orders', order);
    expect(answer.body).toMatchObject({ success: false, reasons: [{ code: 53100030 }] });
  });

  it.each<[string, (order: ReturnType<typeof newOrder>) => object]>([
    ['the order', (order) => ({ ...order, existingAccountId: 'A00000001' })],
    ['its processing options', (order) => ({ ...order, processingOptions: { collect: true } })],
    [
      'a subscription',
      ({ subscriptions: [part], ...order }) => ({ ...order, subscriptions: [{ ...part, number: 'S-1' }] }),
    ],
    [
      'an action',
      (order) => ({
        ...order,
        subscriptions: [{ orderActions: [{ ...createAction('S-1'), effectiveDate: '2026-03-02' }] }],
      }),
    ],
    [
      'a rate plan',
      (order) => {
        const { createSubscription, type } = createAction('S-1');
        const subscribeToRatePlans = [{ ...ratePlan('monthly', 12), quantity: 2 }];
        const action = { type, createSubscription: { ...createSubscription, subscribeToRatePlans } };
        return { ...order, subscriptions: [{ orderActions: [action] }] };
      },
    ],
  ])('is rejected with a field that %s does not have', async (_, changed) => {
    const { zuora, effects } = await runSandbox();
    const answer = await zuora('POST', '/v1/orders', changed(newOrder('S-1')));
    const message = expect.stringContaining('is not a field of the request');
    expect(answer.body).toMatchObject({ success: false, reasons: [{ code: 50000020, message }] });
    expect(await effects()).toEqual([]);
  });

  const create = createAction('S-1');
  it.each([
    ['no date', { orderDate: undefined }, 50000022],
    ['a date that does not exist', { orderDate: '2026-02-30' }, 50000020],
    ['both accounts', { existingAccountNumber: 'A00000001' }, 50000020],
    ['no account', { newAccount: undefined }, 50000022],
    ['no subscriptions', { subscriptions: [] }, 50000020],
    ['an unknown action', { subscriptions: [{ orderActions: [{ type: 'Dance' }] }] }, 50000020],
    ['an action without its part', { subscriptions: [{ orderActions: [{ type: 'CreateSubscription' }] }] }, 50000022],
    ['a payment without billing', { processingOptions: { collectPayment: true } }, 50000020],
    [
      'a change without a subscription',
      { subscriptions: [{ orderActions: [{ type: 'RenewSubscription' }] }] },
      53100030,
    ],
    ['two creations', { subscriptions: [{ orderActions: [create, createAction('S-2')] }] }, 53100030],
    ['51 actions', { subscriptions: [{ orderActions: Array.from({ length: 51 }, () => create) }] }, 50000020],
    [
      'an unknown term type',
      {
        subscriptions: [
          {
            orderActions: [
              {
                ...create,
                createSubscription: { ...create.createSubscription, terms: { initialTerm: { termType: 'x' } } },
              },
            ],
          },
        ],
      },
      53100320,
    ],
    [
      'a rate plan without an id',
      {
        subscriptions: [
          {
            orderActions: [
              { ...create, createSubscription: { ...create.createSubscription, subscribeToRatePlans: [{}] } },
            ],
          },
        ],
      },
      50000022,
    ],
  ])('rejects %s', async (_, change, code) => {
    const { zuora, effects } = await runSandbox();
    const answer = await zuora('POST', '/v1/orders', { ...newOrder('S-1'), ...change });
    expect(answer).toMatchObject({ status: 200, body: { success: false } });
    const { reasons } = answer.body as { reasons: { code: number; message: string }[] };
    expect(reasons.map((reason) => reason.code)).toContain(code);
    expect(await effects()).toEqual([]);
  });

  it('answers broken JSON with 400', async () => {
    const { zuora } = await runSandbox();
    const answer = await zuora('POST', '/v1/orders', '{');
    expect(answer).toMatchObject({ status: 400, body: { success: false, reasons: [{ code: 50000090 }] } });
  });

  it('answers an unknown operation with 404 and an unknown order with 200', async () => {
    const { zuora } = await runSandbox();
    expect(await zuora('GET', '/v1/invoices')).toMatchObject({ status: 404, body: { success: false } });
    expect(await zuora('GET', '/v1/orders/O-9')).toMatchObject({
      status: 200,
      body: { reasons: [{ code: 50000040 }] },
    });
  });
});

describe('POST /v1/orders/preview', () => {
  it('returns the amount of an invoice and stores nothing', async () => {
    const { zuora, effects } = await runSandbox();
    for (const _ of [1, 2]) {
      const answer = await zuora('POST', '/v1/orders/preview', previewOf(newOrder('S-1')));
      const previewResult = { invoices: [{ amount: 12, amountWithoutTax: 12, targetDate: '2026-03-02' }] };
      expect(answer).toMatchObject({ status: 200, body: { success: true, previewResult } });
    }
    expect(await effects()).toEqual([]);
    expect((await zuora('GET', '/v1/subscriptions/S-1')).body).toMatchObject({ success: false });
    expect((await zuora('POST', '/v1/orders', newOrder('S-1'))).body).toMatchObject({ accountNumber: 'A00000001' });
  });

  it('returns the credit of a cancellation as a credit memo below zero', async () => {
    const running = await runSandbox();
    const accountNumber = await subscribed(running);
    const cancelSubscription = { cancellationPolicy: 'SpecificDate', cancellationEffectiveDate: '2026-03-02' };
    const order = changeOrder(accountNumber, 'S-1', [{ type: 'CancelSubscription', cancelSubscription }]);
    const answer = await running.zuora('POST', '/v1/orders/preview', previewOf(order));
    expect(answer.body).toMatchObject({
      success: true,
      previewResult: { invoices: [], creditMemos: [{ amount: -12 }] },
    });
    expect((await running.zuora('GET', '/v1/subscriptions/S-1')).body).toMatchObject({ status: 'Active' });
  });

  it('rejects what an order would be rejected for', async () => {
    const running = await runSandbox();
    await subscribed(running);
    const answer = await running.zuora('POST', '/v1/orders/preview', previewOf(newOrder('S-1')));
    expect(answer).toMatchObject({ status: 200, body: { success: false, reasons: [{ code: 53100030 }] } });
  });
});
