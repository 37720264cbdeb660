import { describe, expect, it } from 'vitest';
import type { OrderView, ResponseBody } from '../../blueprint/routes/response-schemas.ts';
import { textsOnDisk } from '../helpers/texts-on-disk.ts';
import { useKillableProcess } from './killable-process.ts';
import { waitUntilAtRest } from './scenarios.ts';

type Erasure = ResponseBody<'Erasure'>;

/** Orders of the person: several parts of an erasure, each of which is stored when it is done. */
const ORDERS = 60;
const OTHERS = 10;
const KILLS = 2;
const MARKER = 'Zqkilled';
const EMAIL = `${MARKER}@example.org`;

const system = useKillableProcess<{ readonly apiUrl: string; readonly token: string }>('killed-erasure.ts');

async function start() {
  const { apiUrl, token } = await system.start();
  const api = async (method: string, path: string, body?: unknown) => {
    const reply = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: reply.status, headers: reply.headers, body: (await reply.json()) as unknown };
  };
  return { api };
}

type Running = Awaited<ReturnType<typeof start>>;

const order = (number: number, lastName: string, email: string) => ({
  order_type: 'credit',
  subscriptionRef: `A-S${number}`,
  country: 'GB',
  orderItems: [{ offer: { path: '/offers2/Digital Monthly' } }],
  customerDetails: { lastName, email },
});

async function submitAll({ api }: Running, orders: readonly object[]): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < orders.length; from += 20) {
    const sent = await Promise.all(orders.slice(from, from + 20).map((each) => api('POST', '/orders', each)));
    ids.push(...sent.map(({ body }) => (body as OrderView).id));
  }
  return ids;
}

async function erasureOf({ api }: Running, id: string): Promise<Erasure> {
  return (await api('GET', `/erasures/${id}`)).body as Erasure;
}

/** Polls closely, because it takes a second. */
async function untilBeyond(running: Running, id: string, erased: number): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    const { status, counts } = await erasureOf(running, id);
    if (counts.erased > erased || status !== 'running') return;
  }
  throw new Error(`Expected erasure ${id} to erase more than ${erased} orders within 20 s.`);
}

async function isOnDisk(): Promise<boolean> {
  return (await textsOnDisk(system.folder())).toLowerCase().includes(MARKER.toLowerCase());
}

describe('an erasure whose process is killed several times', () => {
  it('erases every order of the person once, and no other', { timeout: 120_000 }, async () => {
    let running = await start();
    const ids = await submitAll(
      running,
      Array.from({ length: ORDERS }, (_, number) => order(number, MARKER, EMAIL)),
    );
    const others = await submitAll(
      running,
      Array.from({ length: OTHERS }, (_, number) => order(ORDERS + number, 'Other', 'other@example.org')),
    );
    for (const id of [...ids, ...others]) await waitUntilAtRest(running, id);
    expect(await isOnDisk()).toBe(true);

    const accepted = await running.api('POST', '/erasures', { email: EMAIL, reason: `Ticket 17 of ${MARKER}` });
    const { id } = accepted.body as Erasure;
    const killedAt: number[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      await untilBeyond(running, id, killedAt.at(-1) ?? -1);
      const { status, counts } = await erasureOf(running, id);
      if (status === 'running') killedAt.push(counts.erased);
      await system.kill();
      running = await start();
    }
    // Otherwise the test proves nothing: at least one kill must hit an erasure that is under way.
    expect(killedAt).not.toEqual([]);
    await expect.poll(async () => (await erasureOf(running, id)).status, { timeout: 30_000 }).toBe('complete');

    const certificate = await erasureOf(running, id);
    expect(certificate.orders).toEqual({ erased: ids.toSorted(), refused: [], missing: [] });
    expect(JSON.stringify(certificate)).not.toContain(MARKER);
    for (const each of ids) {
      const { items } = (await running.api('GET', `/orders/${each}/events`)).body as ResponseBody<'OrderEventList'>;
      expect(items.map(({ type }) => type)).toEqual(['order.submitted', 'order.completed', 'order.erased']);
    }
    for (const each of others)
      expect((await running.api('GET', `/orders/${each}/payload`)).body).toMatchObject({
        payload: { customerDetails: { lastName: 'Other', email: 'other@example.org' } },
      });
    await expect.poll(isOnDisk, { timeout: 20_000 }).toBe(false);
  });
});
