import { describe, expect, it } from 'vitest';
import { type RunningSandbox, runSandbox } from '../running-sandbox.ts';
import { changeOrder, createAction, newOrder, ratePlan, subscribed } from './zuora-requests.ts';

const ADD = { type: 'AddProduct', addProduct: ratePlan('extra', 3) };
const PENDING = [{ name: 'ContractEffective', triggerDate: '2026-03-02' }];

/** An order for an existing account, without processing options. */
async function orderWith({ zuora, ...running }: RunningSandbox, more: object) {
  const { processingOptions: _options, ...order } = changeOrder(await subscribed({ zuora, ...running }), 'S-1', [ADD]);
  return zuora('POST', '/v1/orders', { ...order, orderNumber: 'O-1', ...more });
}

const statusOf = async ({ zuora }: RunningSandbox, number = 'O-1') => {
  const { body } = await zuora('GET', `/v1/orders/${number}`);
  return (body as { order?: { status: string } }).order?.status;
};

const plansOf = async ({ zuora }: RunningSandbox) =>
  ((await zuora('GET', '/v1/subscriptions/S-1')).body as { ratePlans?: object[] }).ratePlans?.length;

describe('an order', () => {
  it('that is a draft changes nothing until it is activated, once', async () => {
    const running = await runSandbox();
    expect((await orderWith(running, { status: 'Draft' })).body).toMatchObject({ success: true, status: 'Draft' });
    expect([await statusOf(running), await plansOf(running)]).toEqual(['Draft', 1]);
    const activate = () => running.zuora('PUT', '/v1/orders/O-1/activate');
    expect((await activate()).body).toMatchObject({ success: true, status: 'Completed' });
    expect([await statusOf(running), await plansOf(running)]).toEqual(['Completed', 2]);
    expect((await activate()).body).toMatchObject({ success: false, reasons: [{ code: 50000030 }] });
  });

  it.each([
    ['Draft', { status: 'Draft' }],
    ['Scheduled', { schedulingOptions: { scheduledDate: '2099-01-01', scheduledDatePolicy: 'SpecificDate' } }],
  ])('with status %s can be cancelled', async (status, more) => {
    const running = await runSandbox();
    await orderWith(running, more);
    expect(await statusOf(running)).toBe(status);
    const cancelled = await running.zuora('PUT', '/v1/orders/O-1/cancel', { cancelReason: 'Changed my mind' });
    expect(cancelled.body).toMatchObject({ success: true, status: 'Cancelled', cancelReason: 'Changed my mind' });
    expect([await statusOf(running), await plansOf(running)]).toEqual(['Cancelled', 1]);
  });

  it('that is completed can neither be cancelled nor activated', async () => {
    const running = await runSandbox();
    await orderWith(running, {});
    for (const operation of ['cancel', 'activate']) {
      const { body } = await running.zuora('PUT', `/v1/orders/O-1/${operation}`, {});
      expect(body).toMatchObject({ success: false, reasons: [{ code: 50000030 }] });
    }
  });

  it('that was not invoiced can be deleted, with the subscription that it created', async () => {
    const running = await runSandbox();
    const order = { ...newOrder('S-1'), orderNumber: 'O-1', processingOptions: { runBilling: false } };
    await running.zuora('POST', '/v1/orders', order);
    expect((await running.zuora('DELETE', '/v1/orders/O-1')).body).toMatchObject({ success: true });
    expect(await statusOf(running)).toBeUndefined();
    expect((await running.zuora('GET', '/v1/subscriptions/S-1')).body).toMatchObject({ success: false });
    expect((await running.zuora('DELETE', '/v1/orders/O-1')).body).toMatchObject({ reasons: [{ code: 50000040 }] });
    expect((await running.effects()).map(({ kind }) => kind)).toContain('subscription.deleted');
  });

  it('that was not invoiced can be deleted, and the subscription is as before', async () => {
    const running = await runSandbox();
    await orderWith(running, {});
    expect((await running.zuora('DELETE', '/v1/orders/O-1')).body).toMatchObject({ success: true });
    expect(await plansOf(running)).toBe(1);
  });

  it('that was invoiced, or followed by another one, cannot be deleted', async () => {
    const running = await runSandbox();
    const account = await subscribed(running);
    const invoiced = await running.zuora('DELETE', '/v1/orders/O-00000001');
    expect(invoiced.body).toMatchObject({ success: false, reasons: [{ code: 50000030 }] });
    for (const orderNumber of ['O-1', 'O-2']) {
      const order = { ...changeOrder(account, 'S-1', [ADD]), orderNumber, processingOptions: { runBilling: false } };
      expect((await running.zuora('POST', '/v1/orders', order)).body).toMatchObject({ success: true });
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect((await running.zuora('DELETE', '/v1/orders/O-1')).body).toMatchObject({ reasons: [{ code: 50000030 }] });
    expect((await running.zuora('DELETE', '/v1/orders/O-2')).body).toMatchObject({ success: true });
  });
});

describe('a subscription', () => {
  const cancel = (cancellationEffectiveDate: string) => ({
    type: 'CancelSubscription',
    cancelSubscription: { cancellationPolicy: 'SpecificDate', cancellationEffectiveDate },
  });
  const shown = async ({ zuora }: RunningSandbox) => (await zuora('GET', '/v1/subscriptions/S-1')).body;

  it('that is cancelled on a later day is active until then, and the cancellation can be taken back', async () => {
    const running = await runSandbox();
    const account = await subscribed(running);
    const change = (action: object) => running.zuora('POST', '/v1/orders', changeOrder(account, 'S-1', [action]));
    const terms = { type: 'TermsAndConditions', termsAndConditions: { clearingScheduledCancelDate: true } };
    expect((await change(terms)).body).toMatchObject({ success: false, reasons: [{ code: 53100030 }] });
    expect((await change(cancel('2099-03-02'))).body).toMatchObject({ subscriptions: [{ status: 'Active' }] });
    expect(await shown(running)).toMatchObject({ status: 'Active', scheduledCancelDate: '2099-03-02' });
    expect((await change(terms)).body).toMatchObject({ success: true });
    expect(await shown(running)).toMatchObject({ status: 'Active', scheduledCancelDate: null });
    expect((await change(cancel('2026-04-01'))).body).toMatchObject({ subscriptions: [{ status: 'Cancelled' }] });
    expect(await shown(running)).toMatchObject({ status: 'Cancelled', subscriptionEndDate: '2026-04-01' });
  });

  it.each([
    ['Pending Activation', PENDING],
    ['Pending Acceptance', [...PENDING, { name: 'ServiceActivation', triggerDate: '2026-03-02' }]],
  ])('that is %s is not billed and cannot be cancelled', async (status, triggerDates) => {
    const running = await runSandbox({ requiresAcceptance: true });
    const action = { ...createAction('S-1'), triggerDates };
    const order = { ...newOrder(), subscriptions: [{ orderActions: [action] }] };
    const { body } = await running.zuora('POST', '/v1/orders', order);
    expect(body).toMatchObject({ success: true, status: 'Pending', subscriptions: [{ status }] });
    expect(body).not.toHaveProperty('invoiceNumbers');
    const { accountNumber } = body as { accountNumber: string };
    const change = changeOrder(accountNumber, 'S-1', [cancel('2026-03-02')]);
    const refused = await running.zuora('POST', '/v1/orders', change);
    expect(refused.body).toMatchObject({ success: false, reasons: [{ code: 53100030 }] });
    const orderNumber = (body as { orderNumber: string }).orderNumber;
    expect((await running.zuora('DELETE', `/v1/orders/${orderNumber}`)).body).toMatchObject({ success: true });
  });
});
