import { describe, expect, it } from 'vitest';
import { DECLINE_NAMES, DECLINES } from '../../../sandbox/faults/declines.ts';
import { runSandbox } from '../running-sandbox.ts';
import { newOrder } from '../zuora/zuora-requests.ts';

const CURRENT = { 'zuora-version': '2025-08-12' };

/** Injects a fault of Zuora and returns a function that sends one and the same order. */
async function withFault(fault: object) {
  const running = await runSandbox();
  const added = await running.addFault({ partner: 'zuora', path: '/v1/orders', times: 1, ...fault });
  const order = (headers: Record<string, string> = {}) =>
    running.zuora('POST', '/v1/orders', newOrder('S-1'), { 'idempotency-key': 'key', ...headers });
  return { ...running, added, order };
}

describe('faults of Zuora', () => {
  it.each(DECLINE_NAMES)('decline with the answer %s of a gateway, in both kinds of versions', async (decline) => {
    const { code, text } = DECLINES[decline];
    const status = code % 100 === 60 ? 500 : 400;
    const before = await withFault({ fault: 'decline', decline });
    expect(await before.order()).toMatchObject({
      status: 200,
      body: { success: false, reasons: [{ code, message: text }] },
    });
    const after = await withFault({ fault: 'decline', decline });
    expect(await after.order(CURRENT)).toMatchObject({ status, body: { reasons: [{ code, message: text }] } });
    expect(await after.effects()).toEqual([]);
  });

  it.each([
    ['lock', 53500050, 409],
    ['concurrency-limit', 50000070, 429],
    ['gateway-timeout', 50000099, 500],
  ])('answer %s with its category, without an effect, and again to a repeat', async (fault, code, status) => {
    const { effects, order } = await withFault({ fault });
    const first = await order();
    expect(first).toMatchObject({ status: 200, body: { success: false, reasons: [{ code }] } });
    expect((await order()).body).toEqual(first.body);
    expect((await order(CURRENT)).status).toBe(status);
    expect(await effects()).toEqual([]);
    expect((await order({ 'idempotency-key': 'other' })).body).toMatchObject({ success: true });
  });

  it('carry Retry-After with a concurrency limit, and only ratelimit-reset with a rate limit that says so', async () => {
    const concurrent = await withFault({ fault: 'concurrency-limit', retryAfterSeconds: 7 });
    expect((await concurrent.order()).headers.get('retry-after')).toBe('7');
    const limited = await withFault({ fault: '429', resetSeconds: 600 });
    const { headers, status } = await limited.order();
    expect(status).toBe(429);
    expect([headers.get('retry-after'), headers.get('ratelimit-reset')]).toEqual([null, '600']);
    expect((await limited.order()).headers.get('ratelimit-remaining')).toBe('49998');
  });

  it('answer 409 while a request is in progress, and with the result of the first one', async () => {
    const progress = await withFault({ fault: 'in-progress' });
    expect(await progress.order()).toMatchObject({ status: 409, body: { success: false } });
    const first = await progress.order();
    await progress.addFault({ partner: 'zuora', fault: 'conflict', times: 1 });
    expect(await progress.order()).toMatchObject({ status: 409, body: first.body as object });
    expect((await progress.effects()).filter(({ kind }) => kind === 'subscription.created')).toHaveLength(1);
  });

  it.each(['500', '503', '429'])('keep a %s under the key only if they say so', async (fault) => {
    const kept = await withFault({ fault, kept: true });
    expect((await kept.order()).status).toBe(Number(fault));
    expect((await kept.order()).status).toBe(Number(fault));
    const passing = await withFault({ fault });
    await passing.order();
    expect((await passing.order()).body).toMatchObject({ success: true });
  });

  it.each([
    ['an unknown answer of a gateway', { fault: 'decline', decline: 'bad_mood' }],
    ['an answer of a gateway to another fault', { fault: '500', decline: 'do_not_honor' }],
    ['another partner', { partner: 'salesforce', fault: 'lock' }],
    ['an option of Zuora for another partner', { partner: 'provisioning', fault: '500', kept: true }],
  ])('are rejected with %s', async (_, fault) => {
    expect((await withFault(fault)).added).toMatchObject({ status: 400, body: { problems: [{}] } });
  });
});
