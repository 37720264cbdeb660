import { describe, expect, it } from 'vitest';
import { type Answer, type RunningSandbox, runSandbox } from '../running-sandbox.ts';
import { newOrder } from '../zuora/zuora-requests.ts';

const CURRENT = { 'zuora-version': '2025-08-12' };
const HEADERS = ['concurrency-limit-type', 'concurrency-limit-limit', 'concurrency-limit-remaining'];

const setLimits = ({ send }: RunningSandbox, limits: object): Promise<Answer> => send('PATCH', '/__limits', limits);

async function limitsOf({ send }: RunningSandbox, partner: string): Promise<unknown> {
  const all = (await send('GET', '/__limits')).body as readonly { partner: string }[];
  return all.find((one) => one.partner === partner);
}

const order = ({ zuora }: RunningSandbox, key: string, body: unknown = newOrder(`S-${key}`)): Promise<Answer> =>
  zuora('POST', '/v1/orders', body, { ...CURRENT, 'idempotency-key': key });

describe('limits of Zuora', () => {
  it('tell in the headers of every answer what is left', async () => {
    const running = await runSandbox();
    const placed = await order(running, 'a');
    expect(HEADERS.map((name) => placed.headers.get(name))).toEqual(['high-volume transactions', '200', '199']);
    expect(placed.headers.get('ratelimit-limit')).toBe('50000, 50000;w=60, 2250000;w=3600, 27000000;w=86400');
    expect(placed.headers.get('ratelimit-remaining')).toBe('49999');
    const read = await running.zuora('GET', '/v1/accounts/none', undefined, CURRENT);
    expect(HEADERS.map((name) => read.headers.get(name))).toEqual(['default', '40', '39']);
    const { zuora: client } = running.credentials;
    const form = { grant_type: 'client_credentials', client_id: client.clientId, client_secret: client.clientSecret };
    const token = await fetch(`${running.url}/zuora/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
    expect([token.status, token.headers.get('ratelimit-remaining')]).toEqual([200, '98']);
    expect(token.headers.get('concurrency-limit-type')).toBeNull();
  });

  it('refuse requests beyond the concurrency with 429, keep the answer under the key, and count the peak', async () => {
    const running = await runSandbox();
    expect((await setLimits(running, { partner: 'zuora', concurrency: 3, latencyMs: 300 })).status).toBe(200);
    const keys = ['a', 'b', 'c', 'd', 'e'];
    const answers = await Promise.all(keys.map((key) => order(running, key)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 429, 429]);
    expect(refused[0]).toMatchObject({ body: { success: false, reasons: [{ code: 50000070 }] } });
    expect(HEADERS.slice(1).map((name) => refused[0]?.headers.get(name))).toEqual(['3', '0']);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await running.effects()).filter(({ kind }) => kind === 'subscription.created')).toHaveLength(3);
    expect(await limitsOf(running, 'zuora')).toMatchObject({
      peak: expect.toSatisfy((peak: number) => peak > 3),
      requests: 5,
      refused: { concurrency: 2, rate: 0 },
    });
    const key = keys.find((_, index) => answers[index]?.status === 429) ?? '';
    expect((await order(running, key)).body).toEqual(answers[keys.indexOf(key)]?.body);
  });

  it('refuse requests beyond the rate with 429 and only ratelimit-reset, and keep nothing under the key', async () => {
    let now = new Date('2026-03-02T10:00:10Z');
    const running = await runSandbox({ now: () => now });
    await setLimits(running, { partner: 'zuora', rates: [{ requests: 1, seconds: 60 }] });
    expect((await order(running, 'a')).status).toBe(200);
    const { body, headers, status } = await order(running, 'b');
    expect({ status, body }).toMatchObject({ status: 429, body: { reasons: [{ code: 50000070 }] } });
    const names = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'retry-after'];
    expect(names.map((name) => headers.get(name))).toEqual([expect.stringMatching(/^1, /), '0', '50', null]);
    now = new Date('2026-03-02T10:01:00Z');
    expect((await order(running, 'b')).status).toBe(200);
  });

  it('refuse a change of a subscription while another one runs, with the documented category', async () => {
    const running = await runSandbox();
    const placed = await order(running, 'a');
    const { accountNumber } = placed.body as { accountNumber: string };
    const cancel = (subscriptionNumber: string) => ({
      orderDate: '2026-03-03',
      existingAccountNumber: accountNumber,
      subscriptions: [
        {
          subscriptionNumber,
          orderActions: [
            { type: 'CancelSubscription', cancelSubscription: { cancellationPolicy: 'EndOfCurrentTerm' } },
          ],
        },
      ],
    });
    await setLimits(running, { partner: 'zuora', latencyMs: 300 });
    const answers = await Promise.all(['c', 'd'].map((key) => order(running, key, cancel('S-a'))));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)).toMatchObject({
      body: {
        success: false,
        reasons: [{ code: 53500050, message: 'Operation failed due to a lock competition, please retry later.' }],
      },
    });
    expect(await limitsOf(running, 'zuora')).toMatchObject({ lockConflicts: 1 });
    expect((await order(running, 'f', cancel('S-a'))).status).not.toBe(409);
  });

  it('answer 409 to a repeat while the first request with its key runs, and then the first answer', async () => {
    const running = await runSandbox();
    await setLimits(running, { partner: 'zuora', latencyMs: 300 });
    const [first, repeat] = await Promise.all([order(running, 'a'), order(running, 'a')]);
    expect([first.status, repeat.status].toSorted()).toEqual([200, 409]);
    const won = first.status === 200 ? first : repeat;
    expect((await order(running, 'a')).body).toEqual(won.body);
    expect((await running.effects()).filter(({ kind }) => kind === 'subscription.created')).toHaveLength(1);
  });
});

describe('limits of Salesforce', () => {
  it('refuse requests beyond the allocation with 403, and count all of them in Sforce-Limit-Info', async () => {
    const running = await runSandbox();
    const create = () => running.salesforce('POST', '/sobjects/Account', { Name: 'Ada' });
    expect((await create()).headers.get('sforce-limit-info')).toBe('api-usage=1/5000000');
    await setLimits(running, { partner: 'salesforce', rates: [{ requests: 1, seconds: 86_400 }] });
    expect((await create()).status).toBe(201);
    const { body, headers, status } = await create();
    expect({ status, body }).toEqual({
      status: 403,
      body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
    });
    expect([headers.get('sforce-limit-info'), headers.get('retry-after')]).toEqual(['api-usage=2/1', null]);
  });

  it('refuse two changes of one record at the same time with UNABLE_TO_LOCK_ROW', async () => {
    const running = await runSandbox();
    const { id } = (await running.salesforce('POST', '/sobjects/Account', { Name: 'Ada' })).body as { id: string };
    await setLimits(running, { partner: 'salesforce', latencyMs: 300 });
    const answers = await Promise.all([
      running.salesforce('PATCH', `/sobjects/Account/${id}`, { Name: 'Ada L' }),
      running.salesforce('POST', '/sobjects/Contact', { LastName: 'L', AccountId: id }),
    ]);
    const refused = answers.find(({ status }) => status === 400);
    expect(refused?.body).toMatchObject([{ errorCode: 'UNABLE_TO_LOCK_ROW' }]);
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
  });
});

describe('limits of any partner', () => {
  it('apply to a partner without limits of its own, and end when they are cleared', async () => {
    const running = await runSandbox();
    await setLimits(running, { partner: 'provisioning', rates: [{ requests: 1, seconds: 60 }] });
    const send = (id: string) => running.provisioning('POST', '/orders', { id });
    expect([(await send('a')).status, (await send('b')).status]).toEqual([201, 429]);
    expect((await running.send('DELETE', '/__limits')).status).toBe(204);
    expect((await send('b')).status).toBe(201);
    expect(await limitsOf(running, 'provisioning')).toMatchObject({ requests: 1, rates: [], refused: { rate: 0 } });
  });

  it.each([
    [{}, 'partner'],
    [{ partner: 'stripe' }, 'partner'],
    [{ partner: 'zuora', concurrency: 0 }, 'concurrency'],
    [{ partner: 'zuora', latencyMs: -1 }, 'latencyMs'],
    [{ partner: 'zuora', rates: [{ requests: 1 }] }, 'rates.0.seconds'],
    [{ partner: 'zuora', limit: 3 }, ''],
  ])('are not changed by %j', async (change, path) => {
    const running = await runSandbox();
    const answer = await setLimits(running, change);
    expect(answer).toMatchObject({ status: 400, body: { problems: [{ path }] } });
    expect(await limitsOf(running, 'zuora')).toMatchObject({ concurrency: null, rates: [], latencyMs: 0 });
  });
});
