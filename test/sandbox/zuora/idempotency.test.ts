import { describe, expect, it } from 'vitest';
import { runSandbox } from '../running-sandbox.ts';
import { newOrder } from './zuora-requests.ts';

const KEY = { 'idempotency-key': 'order-1#zuora' };

describe('idempotency keys of Zuora', () => {
  it('repeat the first answer without a second effect', async () => {
    const { zuora, effects } = await runSandbox();
    const first = await zuora('POST', '/v1/orders', newOrder('S-1'), KEY);
    const before = await effects();
    const second = await zuora('POST', '/v1/orders', newOrder('S-1'), KEY);
    expect(first.body).toMatchObject({ success: true });
    expect(second).toMatchObject({ status: first.status, body: first.body as object });
    expect(await effects()).toEqual(before);
  });

  it('repeat an error too', async () => {
    const { zuora, addFault } = await runSandbox();
    await addFault({ partner: 'zuora', fault: 'decline', times: 1 });
    const first = await zuora('POST', '/v1/orders', newOrder('S-1'), KEY);
    const second = await zuora('POST', '/v1/orders', newOrder('S-1'), KEY);
    expect(first.body).toMatchObject({ success: false });
    expect(second.body).toEqual(first.body);
    const otherKey = await zuora('POST', '/v1/orders', newOrder('S-1'), { 'idempotency-key': 'another' });
    expect(otherKey.body).toMatchObject({ success: true });
  });

  it.each([
    ['body', '/v1/orders', newOrder('S-2')],
    ['path', '/v1/accounts', newOrder('S-1')],
  ])('are rejected with another %s', async (_, path, body) => {
    const { zuora, effects } = await runSandbox();
    await zuora('POST', '/v1/orders', newOrder('S-1'), KEY);
    const before = await effects();
    const answer = await zuora('POST', path, body, KEY);
    expect(answer).toMatchObject({ status: 422, body: { success: false, reasons: [expect.anything()] } });
    expect(await effects()).toEqual(before);
  });

  it('are ignored on PUT', async () => {
    const { zuora } = await runSandbox();
    await zuora('POST', '/v1/orders', newOrder('S-1'));
    for (const name of ['A', 'B']) await zuora('PUT', '/v1/accounts/A00000001', { name }, KEY);
    expect((await zuora('GET', '/v1/accounts/A00000001')).body).toMatchObject({ basicInfo: { name: 'B' } });
  });

  it('do not remember an answer from before the business logic', async () => {
    const { zuora, addFault } = await runSandbox();
    await addFault({ partner: 'zuora', fault: '503', times: 1 });
    expect((await zuora('POST', '/v1/orders', newOrder('S-1'), KEY)).status).toBe(503);
    expect((await zuora('POST', '/v1/orders', newOrder('S-1'), KEY)).body).toMatchObject({ success: true });
  });
});

describe('track ids of Zuora', () => {
  it('are echoed up to 64 characters, and identify effects without an idempotency key', async () => {
    const { zuora, effects } = await runSandbox();
    const answer = await zuora('POST', '/v1/orders', newOrder('S-1'), { 'zuora-track-id': 'order-7' });
    expect(answer.headers.get('zuora-track-id')).toBe('order-7');
    expect(answer.headers.get('zuora-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect((await effects())[0]?.key).toBe('order-7');
    const long = await zuora('GET', '/v1/subscriptions/S-1', undefined, { 'zuora-track-id': 'x'.repeat(65) });
    expect(long.headers.has('zuora-track-id')).toBe(false);
  });
});
