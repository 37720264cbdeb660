import { describe, expect, it } from 'vitest';
import { runSandbox } from '../running-sandbox.ts';
import { changeOrder, newOrder, subscribed } from './zuora-requests.ts';

describe('POST /v1/orders/preview', () => {
  it('tells the amount of an invoice and keeps nothing', async () => {
    const { zuora, effects } = await runSandbox();
    for (const _ of [1, 2]) {
      const answer = await zuora('POST', '/v1/orders/preview', newOrder('S-1'));
      const previewResult = { invoices: [{ amount: 12, amountWithoutTax: 12, targetDate: '2026-03-02' }] };
      expect(answer).toMatchObject({ status: 200, body: { success: true, previewResult } });
    }
    expect(await effects()).toEqual([]);
    expect((await zuora('GET', '/v1/subscriptions/S-1')).body).toMatchObject({ success: false });
    expect((await zuora('POST', '/v1/orders', newOrder('S-1'))).body).toMatchObject({ accountNumber: 'A00000001' });
  });

  it('tells what a cancellation gives back, as a credit memo below zero', async () => {
    const running = await runSandbox();
    const accountNumber = await subscribed(running);
    const cancelSubscription = { cancellationPolicy: 'SpecificDate', cancellationEffectiveDate: '2026-03-02' };
    const order = changeOrder(accountNumber, 'S-1', [{ type: 'CancelSubscription', cancelSubscription }]);
    const answer = await running.zuora('POST', '/v1/orders/preview', order);
    expect(answer.body).toMatchObject({
      success: true,
      previewResult: { invoices: [], creditMemos: [{ amount: -12 }] },
    });
    expect((await running.zuora('GET', '/v1/subscriptions/S-1')).body).toMatchObject({ status: 'Active' });
  });

  it('refuses what an order would be refused for', async () => {
    const running = await runSandbox();
    await subscribed(running);
    const answer = await running.zuora('POST', '/v1/orders/preview', newOrder('S-1'));
    expect(answer).toMatchObject({ status: 200, body: { success: false, reasons: [{ code: 53100030 }] } });
  });
});
