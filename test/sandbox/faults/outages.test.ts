import { describe, expect, it } from 'vitest';
import { runSandbox } from '../running-sandbox.ts';

/** A sandbox whose clock a test can move. */
async function withClock() {
  let now = Date.parse('2026-03-02T10:00:00Z');
  const running = await runSandbox({ now: () => new Date(now) });
  const read = () => running.zuora('GET', '/v1/accounts/none', undefined, { 'zuora-version': '2025-08-12' });
  return {
    ...running,
    read,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}

describe('outages', () => {
  it('last as long as they say, whatever the number of requests', async () => {
    const { addFault, pass, read, send } = await withClock();
    expect((await addFault({ partner: 'zuora', path: '/', fault: '503', forSeconds: 60 })).status).toBe(201);
    for (const _ of [1, 2, 3]) expect((await read()).status).toBe(503);
    pass(59);
    expect((await read()).status).toBe(503);
    expect((await send('GET', '/__faults')).body).toMatchObject([
      { fault: '503', forSeconds: 60, remainingSeconds: 1 },
    ]);
    pass(1);
    expect((await read()).status).toBe(404);
    expect((await send('GET', '/__faults')).body).toEqual([]);
  });

  it('leave the other partners alone', async () => {
    const { addFault, provisioning } = await withClock();
    await addFault({ partner: 'zuora', fault: 'reset', forSeconds: 60 });
    expect((await provisioning('POST', '/orders', { id: 'order-1' })).status).toBe(201);
  });

  it('close the connection before the request reaches the partner', async () => {
    const { addFault, effects, provisioning } = await withClock();
    await addFault({ partner: 'provisioning', fault: 'reset', forSeconds: 60 });
    await expect(provisioning('POST', '/orders', { id: 'order-1' })).rejects.toThrow('fetch failed');
    expect(await effects()).toEqual([]);
  });

  it('hit a share of the requests, evenly spread', async () => {
    const { addFault, read } = await withClock();
    await addFault({ partner: 'zuora', fault: '503', forSeconds: 60, share: 0.25 });
    const statuses = [];
    for (let index = 0; index < 8; index += 1) statuses.push((await read()).status);
    expect(statuses).toEqual([404, 404, 404, 503, 404, 404, 404, 503]);
  });

  it.each([
    [{}, 'times'],
    [{ times: 1, forSeconds: 1 }, 'times'],
    [{ forSeconds: 0 }, 'forSeconds'],
    [{ times: 1, share: 0 }, 'share'],
    [{ times: 1, share: 1.5 }, 'share'],
  ])('are not added with %j', async (options, path) => {
    const { addFault, send } = await withClock();
    const answer = await addFault({ partner: 'zuora', fault: '503', ...options });
    expect(answer).toMatchObject({ status: 400, body: { problems: [{ path }] } });
    expect((await send('GET', '/__faults')).body).toEqual([]);
  });
});
