import { describe, expect, it } from 'vitest';
import { type RunningSandbox, runSandbox } from '../running-sandbox.ts';
import { newOrder, previewOf } from '../zuora/zuora-requests.ts';

interface Write {
  readonly partner: string;
  readonly write: (running: RunningSandbox) => ReturnType<RunningSandbox['send']>;
  /** HTTP status of each answered fault. */
  readonly statuses: Readonly<Record<'decline' | '500' | '503' | '429' | '410', number>>;
}

const PARTNERS: readonly Write[] = [
  {
    partner: 'salesforce',
    write: ({ salesforce }) => salesforce('POST', '/sobjects/Contact', { LastName: 'A' }),
    statuses: { decline: 400, '500': 500, '503': 503, '429': 403, '410': 410 },
  },
  {
    partner: 'zuora',
    write: ({ zuora }) => zuora('POST', '/v1/orders', newOrder('S-1')),
    statuses: { decline: 200, '500': 500, '503': 503, '429': 429, '410': 410 },
  },
  {
    partner: 'provisioning',
    write: ({ provisioning }) => provisioning('POST', '/orders', { id: 'order-1' }),
    statuses: { decline: 422, '500': 500, '503': 503, '429': 429, '410': 410 },
  },
  {
    partner: 'receiver',
    write: ({ send }) => send('POST', '/receiver/crm', {}),
    statuses: { decline: 422, '500': 500, '503': 503, '429': 429, '410': 410 },
  },
];

const CASES = PARTNERS.flatMap(({ statuses, ...rest }) =>
  Object.entries(statuses).map(([fault, status]) => ({ ...rest, fault, status })),
);

describe('faults', () => {
  it.each(CASES)(
    'make $partner answer $fault with $status, without an effect, the given number of times',
    async (fault) => {
      const running = await runSandbox();
      await running.addFault({ partner: fault.partner, fault: fault.fault, times: 2 });
      for (const _ of [1, 2]) expect((await fault.write(running)).status).toBe(fault.status);
      expect(await running.effects()).toEqual([]);
      expect((await running.send('GET', '/__faults')).body).toEqual([]);
      await fault.write(running);
      expect((await running.effects()).length).toBeGreaterThan(0);
    },
  );

  it.each(PARTNERS)('drop the connection of $partner after the effect', async ({ partner, write }) => {
    const running = await runSandbox();
    await running.addFault({ partner, fault: 'drop-after-effect', times: 1 });
    await expect(write(running)).rejects.toThrow('fetch failed');
    expect((await running.effects()).length).toBeGreaterThan(0);
  });

  it.each(PARTNERS)('make $partner answer with an HTML page instead of JSON', async ({ partner, write }) => {
    const running = await runSandbox();
    await running.addFault({ partner, fault: 'malformed', times: 1 });
    const answer = await write(running);
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('<!doctype html>') });
    expect(await running.effects()).toEqual([]);
  });

  it('answer late, after an immediate effect', async () => {
    const running = await runSandbox();
    await running.addFault({ partner: 'provisioning', fault: 'slow', times: 1, delayMs: 150 });
    const start = performance.now();
    const late = running.provisioning('POST', '/orders', { id: 'order-1' });
    await expect.poll(running.effects, { interval: 5 }).toHaveLength(1);
    expect((await late).status).toBe(201);
    expect(performance.now() - start).toBeGreaterThanOrEqual(145);
  });

  it('never answer, and have no effect', async () => {
    const running = await runSandbox();
    await running.addFault({ partner: 'provisioning', fault: 'hang', times: 1 });
    const request = fetch(`${running.url}/provisioning/orders`, { method: 'POST', signal: AbortSignal.timeout(100) });
    await expect(request).rejects.toThrow('timeout');
    expect(await running.effects()).toEqual([]);
    const log = (await running.send('GET', '/__requests')).body as { status: number | null }[];
    expect(log.at(-1)?.status).toBeNull();
  });

  it('hang until the sandbox closes, which does not wait for them', async () => {
    const running = await runSandbox();
    await running.addFault({ partner: 'provisioning', fault: 'hang', times: 1 });
    const hanging = running.provisioning('POST', '/orders', {}).catch((error: Error) => error);
    await expect.poll(async () => (await running.send('GET', '/__faults')).body, { interval: 5 }).toEqual([]);
    await running.close();
    expect(await hanging).toBeInstanceOf(Error);
  });

  it('send Retry-After if given', async () => {
    const running = await runSandbox();
    const order = () => running.zuora('POST', '/v1/orders', newOrder('S-1'));
    await running.addFault({ partner: 'zuora', fault: '429', times: 1 });
    expect((await order()).headers.get('retry-after')).toBe('1');
    await running.addFault({ partner: 'zuora', fault: '429', times: 1, retryAfterSeconds: 7 });
    expect((await order()).headers.get('retry-after')).toBe('7');
    await running.addFault({ partner: 'provisioning', fault: '503', times: 1, retryAfterSeconds: 9 });
    expect((await running.provisioning('POST', '/orders', {})).headers.get('retry-after')).toBe('9');
  });

  it('use another status if it fits the fault', async () => {
    const running = await runSandbox();
    await running.addFault({ partner: 'provisioning', fault: 'decline', times: 1, status: 409 });
    expect((await running.provisioning('POST', '/orders', {})).status).toBe(409);
    await running.addFault({ partner: 'zuora', fault: '500', times: 1, status: 502 });
    expect((await running.zuora('POST', '/v1/orders', newOrder())).status).toBe(502);
  });

  it('hit only paths with their prefix', async () => {
    const running = await runSandbox();
    await running.addFault({ partner: 'zuora', path: '/v1/accounts', fault: '500', times: 1 });
    expect((await running.zuora('POST', '/v1/orders', newOrder('S-1'))).status).toBe(200);
    expect((await running.zuora('GET', '/v1/accounts/A00000001')).status).toBe(500);
  });

  it('hit a token request only if their path names it', async () => {
    const running = await runSandbox();
    const token = () => running.send('POST', '/zuora/oauth/token', '');
    await running.addFault({ partner: 'zuora', fault: '503', times: 1 });
    expect((await token()).status).toBe(400);
    await running.addFault({ partner: 'zuora', path: '/oauth/token', fault: '503', times: 1 });
    expect((await token()).status).toBe(503);
  });

  it.each(['decline', 'drop-after-effect'])('of kind %s skip requests that change nothing', async (fault) => {
    const running = await runSandbox();
    await running.addFault({ partner: 'zuora', fault, times: 1 });
    expect((await running.zuora('GET', '/v1/subscriptions/S-1')).status).toBe(200);
    const preview = await running.zuora('POST', '/v1/orders/preview', previewOf(newOrder('S-1')));
    expect(preview.body).toMatchObject({ success: true });
    expect((await running.send('GET', '/__faults')).body).toMatchObject([{ fault, times: 1, remaining: 1 }]);
  });

  it('happen in the order in which they were added, and can be removed', async () => {
    const running = await runSandbox();
    for (const fault of ['500', '503', '429']) await running.addFault({ partner: 'zuora', fault, times: 1 });
    const statuses = [];
    for (const _ of [1, 2]) statuses.push((await running.zuora('GET', '/v1/accounts/A')).status);
    expect(statuses).toEqual([500, 503]);
    expect((await running.send('DELETE', '/__faults')).status).toBe(204);
    expect((await running.zuora('GET', '/v1/accounts/A')).status).toBe(200);
  });

  const fine = { partner: 'zuora', fault: 'slow', times: 1 };
  it.each([
    ['an unknown partner', { ...fine, partner: 'stripe' }, 'partner'],
    ['an unknown fault', { ...fine, fault: 'explode' }, 'fault'],
    ['no times', { partner: 'zuora', fault: 'slow' }, 'times'],
    ['zero times', { ...fine, times: 0 }, 'times'],
    ['an unknown key', { ...fine, delay: 3 }, ''],
    ['a path without a slash', { ...fine, path: 'v1' }, 'path'],
    ['a negative delay', { ...fine, delayMs: -1 }, 'delayMs'],
    ['a delay with a fault that is not slow', { ...fine, fault: '500', delayMs: 1 }, 'delayMs'],
    ['a status with a fault that has its own', { ...fine, status: 404 }, 'status'],
    ['a status of the wrong kind', { ...fine, fault: '500', status: 404 }, 'status'],
    ['a wait with a decline', { ...fine, fault: 'decline', retryAfterSeconds: 1 }, 'retryAfterSeconds'],
  ])('are rejected with %s', async (_, fault, path) => {
    const running = await runSandbox();
    const answer = await running.addFault(fault);
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining('No fault was added') } });
    expect((answer.body as { problems: { path: string }[] }).problems.map((problem) => problem.path)).toContain(path);
    expect((await running.send('GET', '/__faults')).body).toEqual([]);
  });

  it('are rejected if they are not JSON', async () => {
    const running = await runSandbox();
    for (const body of ['', '[]', '{']) expect((await running.send('POST', '/__faults', body)).status).toBe(400);
  });
});
