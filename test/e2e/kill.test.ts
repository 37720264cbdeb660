import { describe, expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import type { TestEffect } from '../helpers/start-test-system.ts';
import { useKillableProcess } from './killable-process.ts';
import { exampleOrder, waitUntilAtRest } from './scenarios.ts';

interface Ready {
  readonly apiUrl: string;
  readonly sandboxUrl: string;
  readonly token: string;
}

interface Running {
  readonly sandboxUrl: string;
  api(method: string, path: string, body?: unknown): Promise<{ status: number; headers: Headers; body: unknown }>;
}

const system = useKillableProcess<Ready>('killed-system.ts');

async function start(): Promise<Running> {
  const { apiUrl, sandboxUrl, token } = await system.start();
  return {
    sandboxUrl,
    async api(method, path, body) {
      const reply = await fetch(`${apiUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: reply.status, headers: reply.headers, body: await reply.json() };
    },
  };
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
  { partner: 'salesforce', path: '/services/data/v62.0/sobjects/Account', delayMs: 30_000 },
  // The preview of the price is below the same path, and takes the oldest fault.
  { partner: 'zuora', path: '/v1/orders/preview', delayMs: 1 },
  { partner: 'zuora', path: '/v1/orders', delayMs: 30_000 },
];

describe('a system that is killed while steps wait for their partners', () => {
  it('continues after a restart and ends every order with each effect once', { timeout: 90_000 }, async () => {
    const first = await start();
    for (const where of SLOW)
      await fetch(`${first.sandboxUrl}/__faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...where, fault: 'slow', times: 1 }),
      });
    // One order waits for Salesforce; the other one is past Salesforce and waits for Zuora.
    const sent = await Promise.all(
      CUSTOMERS.map(async (customer) => first.api('POST', '/orders', await orderOf(customer))),
    );
    const reached = expect.arrayContaining(SLOW.map(({ partner }) => `${partner} account.created`));
    await expect.poll(() => effectsOf(first), { timeout: 15_000 }).toEqual(reached);
    await system.kill();

    const second = await start();
    for (const { body } of sent)
      expect(await waitUntilAtRest(second, (body as OrderView).id, 40)).toMatchObject({
        status: 'complete',
        degraded: [],
      });
    const once = [
      'salesforce account.created',
      'salesforce contact.created',
      'salesforce platform-event.published',
      'zuora account.created',
      'zuora payment.collected',
      'zuora subscription.created',
    ];
    expect(await effectsOf(second)).toEqual(once.flatMap((effect) => [effect, effect]));
  });
});
