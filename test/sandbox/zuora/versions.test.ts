import { describe, expect, it } from 'vitest';
import { runSandbox } from '../running-sandbox.ts';
import { newOrder, subscribed } from './zuora-requests.ts';

const NEWER = { 'zuora-version': '2024-05-20' };

describe('versions of the API', () => {
  it.each([
    ['the current one', { 'zuora-version': '2025-08-12' }, 404, 400],
    ['the first with standard statuses', NEWER, 404, 400],
    ['an earlier date', { 'zuora-version': '2023-10-24' }, 200, 200],
    ['a number', { 'zuora-version': '341.0' }, 200, 200],
    ['the default', {}, 200, 200],
  ])('decide the status of a failure: %s', async (_, headers, missing, refused) => {
    const { zuora } = await runSandbox();
    const notFound = await zuora('GET', '/v1/subscriptions/none', undefined, headers);
    expect(notFound).toMatchObject({ status: missing, body: { success: false, reasons: [{ code: 50000040 }] } });
    const empty = await zuora('POST', '/v1/orders', {}, headers);
    expect(empty).toMatchObject({ status: refused, body: { success: false } });
    expect((await zuora('POST', '/v1/orders', newOrder(), headers)).status).toBe(200);
  });

  it('decide the status of a decline', async () => {
    const { zuora, addFault } = await runSandbox();
    for (const [headers, status] of [[NEWER, 400] as const, [{}, 200] as const]) {
      await addFault({ partner: 'zuora', fault: 'decline', times: 1 });
      expect((await zuora('POST', '/v1/orders', newOrder(), headers)).status).toBe(status);
    }
  });

  it('leave successes and other statuses alone', async () => {
    const running = await runSandbox();
    await subscribed(running);
    expect((await running.zuora('GET', '/v1/subscriptions/S-1', undefined, NEWER)).status).toBe(200);
    expect((await running.zuora('GET', '/v1/none', undefined, NEWER)).status).toBe(404);
    await running.addFault({ partner: 'zuora', fault: '503', times: 1 });
    expect((await running.zuora('GET', '/v1/subscriptions/S-1', undefined, NEWER)).status).toBe(503);
  });
});
