import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderView } from '../../core/order/order-view.ts';
import type { TestEffect } from '../helpers/start-test-system.ts';
import { exampleOrder, settled } from './scenarios.ts';

interface Running {
  readonly process: ChildProcess;
  readonly sandboxUrl: string;
  api(method: string, path: string, body?: unknown): Promise<{ status: number; headers: Headers; body: unknown }>;
}

let dataDir: string;
let running: Running | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'killed-'));
});
afterEach(async () => {
  await kill();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<Running> {
  const script = fileURLToPath(new URL('killed-system.ts', import.meta.url));
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`Expected the system to start, found that it ended with ${code}.`);
  });
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited])) as [string];
  exited.catch(() => undefined);
  const { apiUrl, sandboxUrl, token } = JSON.parse(line) as Record<string, string>;
  running = {
    process: child,
    sandboxUrl: String(sandboxUrl),
    async api(method, path, body) {
      const reply = await fetch(`${apiUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: reply.status, headers: reply.headers, body: await reply.json() };
    },
  };
  return running;
}

async function kill(): Promise<void> {
  const child = running?.process;
  running = undefined;
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function effectsOf({ sandboxUrl }: Running): Promise<string[]> {
  const effects = (await (await fetch(`${sandboxUrl}/__effects`)).json()) as TestEffect[];
  return effects.map((effect) => `${effect.partner} ${effect.kind}`).toSorted();
}

const CUSTOMERS = ['ada', 'grace'];

async function orderOf(customer: string): Promise<object> {
  const order = await exampleOrder();
  const details = order.customerDetails as object;
  return { ...order, customerDetails: { ...details, email: `${customer}@example.org`, lastName: customer } };
}

const SLOW = [
  { partner: 'salesforce', path: '/services/data/v62.0/sobjects/Account' },
  { partner: 'zuora', path: '/v1/orders' },
];

describe('a system that is killed while steps wait for their partners', () => {
  it('goes on after its next start and ends every order with each effect once', { timeout: 90_000 }, async () => {
    const first = await start();
    for (const where of SLOW)
      await fetch(`${first.sandboxUrl}/__faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...where, fault: 'slow', delayMs: 30_000, times: 1 }),
      });
    // One of the orders waits for Salesforce; the other one passes it, and waits for Zuora.
    const sent = await Promise.all(
      CUSTOMERS.map(async (customer) => first.api('POST', '/orders', await orderOf(customer))),
    );
    const reached = expect.arrayContaining(SLOW.map(({ partner }) => `${partner} account.created`));
    await expect.poll(() => effectsOf(first), { timeout: 15_000 }).toEqual(reached);
    await kill();

    const second = await start();
    for (const { body } of sent)
      expect(await settled(second, (body as OrderView).id, 40)).toMatchObject({ status: 'complete', degraded: [] });
    const once = [
      'salesforce account.created',
      'salesforce contact.created',
      'salesforce platform-event.published',
      'zuora account.created',
      'zuora subscription.created',
    ];
    expect(await effectsOf(second)).toEqual(once.flatMap((effect) => [effect, effect]));
  });
});
