import { describe, expect, it } from 'vitest';
import { runSandbox } from '../running-sandbox.ts';
import { createAction, newOrder } from './zuora-requests.ts';

const waiting = () => {
  const triggerDates = [{ name: 'ContractEffective', triggerDate: '2026-03-02' }];
  return { ...newOrder(), subscriptions: [{ orderActions: [{ ...createAction('S-1'), triggerDates }] }] };
};

const activation = (triggerDate: string) => ({
  subscriptions: [
    {
      subscriptionNumber: 'S-1',
      orderActions: [{ sequence: 0, triggerDates: [{ name: 'ServiceActivation', triggerDate }] }],
    },
  ],
});

describe('the orders of a subscription', () => {
  it('are listed, the pending ones on demand', async () => {
    const { zuora } = await runSandbox();
    await zuora('POST', '/v1/orders', waiting());
    const listed = async (query = '') => (await zuora('GET', `/v1/orders/subscription/S-1${query}`)).body;
    expect(await listed()).toMatchObject({ success: true, orders: [{ orderNumber: 'O-00000001', status: 'Pending' }] });
    expect(await listed('?status=pending')).toMatchObject({ orders: [{ orderNumber: 'O-00000001' }] });
    expect(await listed('?status=completed')).toMatchObject({ success: true, orders: [] });
    expect(await listed('?status=Pending')).toMatchObject({ success: false, reasons: [{ code: 50000020 }] });
    const unknown = await zuora('GET', '/v1/orders/subscription/S-2');
    expect(unknown.body).toMatchObject({ success: false, reasons: [{ code: 50000040 }] });
  });
});

describe('trigger dates', () => {
  it('activate a subscription that waits for its service activation, once', async () => {
    const { zuora, effects } = await runSandbox();
    const order = await zuora('POST', '/v1/orders', waiting());
    expect(order.body).toMatchObject({ status: 'Pending', subscriptions: [{ status: 'Pending Activation' }] });
    for (const _ of [1, 2]) {
      const answer = await zuora('PUT', '/v1/orders/O-00000001/triggerDates', activation('2026-03-09'));
      expect(answer.body).toMatchObject({
        success: true,
        subscriptions: [{ subscriptionNumber: 'S-1', status: 'Active' }],
      });
    }
    const subscription = await zuora('GET', '/v1/subscriptions/S-1');
    expect(subscription.body).toMatchObject({ status: 'Active', serviceActivationDate: '2026-03-09' });
    expect((await zuora('GET', '/v1/orders/O-00000001')).body).toMatchObject({ order: { status: 'Completed' } });
    expect((await effects()).filter(({ kind }) => kind === 'subscription.changed')).toHaveLength(1);
  });

  it('are rejected for an unknown order, an unknown subscription and a day that does not exist', async () => {
    const { zuora } = await runSandbox();
    const unknown = await zuora('PUT', '/v1/orders/O-9/triggerDates', activation('2026-03-09'));
    expect(unknown.body).toMatchObject({ success: false, reasons: [{ code: 50000040 }] });
    await zuora('POST', '/v1/orders', { ...waiting(), orderNumber: 'O-9' });
    const badDay = await zuora('PUT', '/v1/orders/O-9/triggerDates', activation('2026-02-31'));
    expect(badDay.body).toMatchObject({ success: false, reasons: [{ code: 50000020 }] });
    const other = { subscriptions: [{ ...activation('2026-03-09').subscriptions[0], subscriptionNumber: 'S-2' }] };
    expect((await zuora('PUT', '/v1/orders/O-9/triggerDates', other)).body).toMatchObject({ success: false });
  });
});
