import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { HttpRequest } from '../../../core/plugin/plugin-http.ts';
import { sendOverHttp } from '../../helpers/plugin-context.ts';
import { NUMBER, useZuora } from './use-zuora.ts';

const { changes, read, run, subscribe, watched } = useZuora();
const order: JsonObject = { order_type: 'activation', subscriptionRef: NUMBER, orderDate: '2026-03-09T08:00:00Z' };
const output = {
  subscriptionNumber: NUMBER,
  subscriptionNumbers: [NUMBER],
  accountNumber: 'A00000001',
  status: 'Active',
};

describe('an activation', () => {
  it('sets the dates of the order that created the subscription', async () => {
    await subscribe({ waits: true });
    const sent = await watched(order);
    const [put] = sent.filter(({ method }) => method === 'PUT');
    expect(put?.url).toMatch(/\/v1\/orders\/O-00000001\/triggerDates$/);
    expect(put?.headers).not.toHaveProperty('idempotency-key');
    const triggerDates = ['ServiceActivation', 'CustomerAcceptance'].map((name) => ({
      name,
      triggerDate: '2026-03-09',
    }));
    const orderActions = [{ sequence: 0, triggerDates }];
    expect(put?.json).toEqual({ subscriptions: [{ subscriptionNumber: NUMBER, orderActions }] });
    expect(await read(`/v1/subscriptions/${NUMBER}`)).toMatchObject({
      status: 'Active',
      serviceActivationDate: '2026-03-09',
    });
  });

  it('does not change an active subscription', async () => {
    await subscribe();
    expect(await run(order)).toEqual({ output });
    expect(await changes()).toEqual([]);
  });

  it('fails for a cancelled subscription', async () => {
    await subscribe();
    const cancelled = { order_type: 'cancel_subscription', subscriptionRef: NUMBER, cancelDate: '2026-03-03' };
    await run(cancelled, { orderId: 'order-cancel' });
    expect(await failureOf(run(order))).toMatchObject({ name: 'PluginFailed', code: 'subscription_status' });
  });

  it('fails when no pending order created the subscription', async () => {
    await subscribe({ waits: true });
    const http = async (request: HttpRequest) =>
      request.url.includes('/orders/subscription/')
        ? { status: 200, headers: {}, body: { success: true, orders: [] } }
        : sendOverHttp(request);
    expect(await failureOf(run(order, { http }))).toMatchObject({ code: 'pending_order_not_found' });
    expect(await changes()).toEqual([]);
  });
});
