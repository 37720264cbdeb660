import { describe, expect, it } from 'vitest';
import type { OrderView, ResponseBody } from '../../blueprint/routes/response-schemas.ts';
import type { TestEffect } from '../helpers/start-test-system.ts';
import { useKillableProcess } from './killable-process.ts';
import { exampleOrder, waitUntilAtRest } from './scenarios.ts';

type Proposal = ResponseBody<'Proposal'>;

/** More for a measurement: `BULK_ORDERS=10000 npm run test:campaigns -- job-kill`. */
const ORDERS = Number(process.env.BULK_ORDERS ?? 24);
const KILLS = 2;
/** How many orders are submitted at a time. */
const BATCH = 20;
/** 10,000 orders take nine minutes at this pace, and a minute is left for two restarts. */
const PER_MINUTE = Math.max(300, Math.ceil(ORDERS / 9));
const TIMEOUT_MS = 240_000 + ORDERS * 2_000;

interface Ready {
  readonly apiUrl: string;
  readonly sandboxUrl: string;
  readonly token: string;
}

const system = useKillableProcess<Ready>('killed-system.ts');

async function start() {
  // So long that a busy machine does not lose a reply: the order would then wait for its next probe.
  const { apiUrl, sandboxUrl, token } = await system.start('60');
  return {
    sandboxUrl,
    async api(method: string, path: string, body?: unknown) {
      const reply = await fetch(`${apiUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: reply.status, headers: reply.headers, body: (await reply.json()) as unknown };
    },
  };
}

type Running = Awaited<ReturnType<typeof start>>;

function emailOf(number: number): string {
  return `customer${number}@example.org`;
}

/** Submits orders that Zuora declines, one subscription each. */
async function declinedOrders({ api, sandboxUrl }: Running): Promise<readonly string[]> {
  const fault = { partner: 'zuora', path: '/v1/orders', fault: 'decline', times: ORDERS };
  await fetch(`${sandboxUrl}/__faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  const order = await exampleOrder();
  const ids: string[] = [];
  while (ids.length < ORDERS) {
    const numbers = Array.from({ length: Math.min(BATCH, ORDERS - ids.length) }, (_, index) => ids.length + index);
    const sent = await Promise.all(
      numbers.map((number) => {
        const customerDetails = {
          ...(order.customerDetails as object),
          email: emailOf(number),
          lastName: `Customer${number}`,
        };
        return api('POST', '/orders', { ...order, customerDetails });
      }),
    );
    ids.push(...sent.map(({ body }) => (body as OrderView).id));
    // One after the other, so that a machine with little memory keeps up.
    for (const id of ids.slice(-numbers.length)) await waitUntilAtRest({ api }, id, 60);
  }
  return ids;
}

async function proposalOf({ api }: Running, id: string): Promise<Proposal> {
  return (await api('GET', `/proposals/${id}`)).body as Proposal;
}

describe('a job whose process is killed several times', () => {
  it('resumes each order once, with each effect once', { timeout: TIMEOUT_MS }, async () => {
    let running = await start();
    const ids = await declinedOrders(running);
    const { body } = await running.api('POST', '/proposals', {
      action: 'resume',
      filter: { step: 'zuora' },
      reason: 'The gateway is back.',
    });
    const { id } = body as Proposal;
    const statusOf = async () => (await proposalOf(running, id)).status;
    await expect.poll(statusOf, { timeout: TIMEOUT_MS }).toBe('ready');
    expect(await proposalOf(running, id)).toMatchObject({ planned: ORDERS, counts: { refused: 0 } });

    const started = performance.now();
    expect((await running.api('POST', `/proposals/${id}/execute`, { perMinute: PER_MINUTE })).status).toBe(202);
    const killedAt: number[] = [];
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const enough = Math.floor((ORDERS * kill) / (KILLS + 2));
      const isUnderWay = async () => (await proposalOf(running, id)).counts.done >= enough;
      await expect.poll(isUnderWay, { timeout: TIMEOUT_MS, interval: 20 }).toBe(true);
      const { status, counts } = await proposalOf(running, id);
      if (status === 'running') killedAt.push(counts.done);
      await system.kill();
      running = await start();
    }
    // Otherwise the test proves nothing: at least one kill must hit a job that is under way.
    expect(killedAt).not.toEqual([]);
    await expect.poll(statusOf, { timeout: TIMEOUT_MS, interval: 100 }).toBe('finished');
    const seconds = Math.round((performance.now() - started) / 1000);
    if (process.env.BULK_ORDERS !== undefined)
      process.stdout.write(`${ORDERS} orders in ${seconds} s at ${PER_MINUTE} a minute, killed at ${killedAt}\n`);

    expect((await proposalOf(running, id)).counts).toEqual({ done: ORDERS, changed: 0, refused: 0, failed: 0 });
    const orders: OrderView[] = [];
    // The claim of a step that a kill ended lasts for longer than a minute.
    for (const order of ids) orders.push(await waitUntilAtRest(running, order, 180));
    expect(orders.filter(({ status, run }) => status !== 'complete' || run !== 2)).toEqual([]);
    const effects = (await (await fetch(`${running.sandboxUrl}/__effects`)).json()) as TestEffect[];
    const ownersOf = (wanted: string) =>
      effects
        .filter(({ partner, kind }) => `${partner} ${kind}` === wanted)
        .map(({ key = '' }) => key.split('#')[0])
        .toSorted();
    // Each effect of each order once, and none that belongs to no order.
    for (const effect of ['zuora account.created', 'zuora subscription.created', 'zuora payment.collected'])
      expect(ownersOf(effect), effect).toEqual(ids.toSorted());
    // An event is published at most once: where a kill ended its request, nobody knows, and the order says so.
    const published = ownersOf('salesforce platform-event.published');
    const referencesOf = (some: readonly OrderView[]) => some.map((order) => order.order_reference);
    expect(new Set(published).size).toBe(published.length);
    expect(referencesOf(orders)).toEqual(expect.arrayContaining(published));
    expect(published).toEqual(
      expect.arrayContaining(referencesOf(orders.filter(({ degraded }) => degraded.length === 0))),
    );
    expect(orders.flatMap(({ degraded }) => degraded).filter((step) => step !== 'platformEvents')).toEqual([]);
    expect(ownersOf('salesforce contact.created')).toEqual(ids.map((_, number) => emailOf(number)).toSorted());
    expect(new Set(effects.map(({ partner, kind }) => `${partner} ${kind}`)).size).toBe(6);
  });
});
