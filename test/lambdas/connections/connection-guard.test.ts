import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTable } from '../../../contract/in-memory-table.ts';
import { connectionsConfigSchema } from '../../../core/config/connection-config.ts';
import { createBreakerGuard } from '../../../lambdas/connections/breaker-guard.ts';
import { createConnectionGuard } from '../../../lambdas/connections/connection-guard.ts';
import { type ConnectionStore, createConnectionStore } from '../../../lambdas/connections/connection-store.ts';

const TRY_MS = 20_000;
const connections = connectionsConfigSchema.parse({ zuora: { openAfterOutages: 2, tryAfterSeconds: 30 } });
const outage = (orderId: string) => ({ orderId, code: 'temporarily_unavailable' });

let table: Awaited<ReturnType<typeof startTable>>;
let store: ConnectionStore;
let now: Date;
let calls: string[];
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  now = new Date('2026-03-02T09:30:00.000Z');
  calls = [];
  store = createConnectionStore(table.client, table.table);
  await store.change('zuora', () => ({}));
});

/** A guard of another environment, which counts its calls of the store. */
function guard(failing?: Error) {
  const counted =
    <Args extends readonly unknown[], Result>(name: string, call: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> => {
      calls.push(name);
      return failing === undefined ? call(...args) : Promise.reject(failing);
    };
  const load = async () =>
    createBreakerGuard({
      store: { peek: counted('peek', store.peek), change: counted('change', store.change) },
      connections,
      onError: () => void calls.push('error'),
      now: () => now,
    });
  return createConnectionGuard(load, () => now);
}

const pass = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};

describe('a guard', () => {
  it('neither reads nor writes while everything works, except once a minute if it is busy for longer', async () => {
    const own = guard();
    for (let second = 0; second < 59; second += 1) {
      expect(await own.admits('zuora', `order-${second}`, TRY_MS)).toBe(true);
      expect(await own.learn('zuora', 'answered', outage(`order-${second}`))).toBe(false);
      pass(1);
    }
    expect(calls).toEqual([]);
    pass(1);
    await own.admits('zuora', 'a', TRY_MS);
    await own.admits('zuora', 'b', TRY_MS);
    expect(calls).toEqual(['peek']);
  });

  it('lets no order call after the outages of two environments, until one may try and closes the connection', async () => {
    const [one, other] = [guard(), guard()];
    await other.admits('zuora', 'x', TRY_MS);
    expect(await one.learn('zuora', 'outage', outage('a'))).toBe(false);
    expect(await other.learn('zuora', 'outage', outage('b'))).toBe(true);
    expect(await other.admits('zuora', 'c', TRY_MS)).toBe(false);
    pass(1);
    expect(await one.admits('zuora', 'c', TRY_MS)).toBe(false);
    pass(30);
    const admitted = await Promise.all(['c', 'd'].map((id, index) => [one, other][index]?.admits('zuora', id, TRY_MS)));
    expect(admitted.filter(Boolean)).toHaveLength(1);
    const [winner, id] = admitted[0] ? ([one, 'c'] as const) : ([other, 'd'] as const);
    await winner.learn('zuora', 'answered', outage(id));
    expect(await store.get('zuora')).toEqual({ recoveredAt: now.toISOString(), lastOutage: expect.anything() });
    pass(2);
    for (const each of [one, other]) expect(await each.admits('zuora', 'e', TRY_MS)).toBe(true);
  });

  it('forgets single outages when the partner answers', async () => {
    const own = guard();
    await own.learn('zuora', 'outage', outage('a'));
    await own.learn('zuora', 'answered', outage('b'));
    expect(await own.learn('zuora', 'outage', outage('c'))).toBe(false);
    expect((await store.get('zuora')).outages?.count).toBe(1);
  });

  it('notices what an operator opened within a minute', async () => {
    const own = guard();
    await own.admits('zuora', 'a', TRY_MS);
    const breaker = { openedAt: now.toISOString(), openedBy: 'operator', openings: 1 } as const;
    await store.change('zuora', (state) => ({ ...state, breaker }));
    pass(60);
    expect(await own.admits('zuora', 'a', TRY_MS)).toBe(false);
  });

  it('lets every order call if the store does not answer', async () => {
    const own = guard(new Error('down'));
    expect(await own.learn('zuora', 'outage', outage('a'))).toBe(false);
    pass(61);
    expect(await own.admits('zuora', 'a', TRY_MS)).toBe(true);
    expect(calls).toContain('error');
  });

  it('counts every outage of many environments at once, or opens the connection', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, index) => guard().learn('zuora', 'outage', outage(`o-${index}`))));
    expect((await store.get('zuora')).breaker?.openedBy).toBe('outages');
  });
});
