import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { exampleOrder, waitUntilAtRest } from './scenarios.ts';

const LIMIT = 5;
const ORDERS = 30;
const TENANT = {
  tenant: 'limited',
  patience: 'PT2H',
  connections: { salesforce: { concurrency: LIMIT } },
  processOrder: [{ name: 'salesforceV3', critical: true }],
};

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ tenant: TENANT, timeScale: 4 });
});
afterAll(() => system.close());

describe('a burst of orders at a partner that takes a limited number of calls', () => {
  it('never exceeds the limit, and every order completes', async () => {
    await fetch(`${system.sandbox.url}/__limits`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ partner: 'salesforce', concurrency: LIMIT, latencyMs: 250 }),
    });
    const order = await exampleOrder();
    const orders = await Promise.all(
      Array.from({ length: ORDERS }, async () => (await system.api('POST', '/orders', order)).body as OrderView),
    );
    for (const { id } of orders) expect((await waitUntilAtRest(system, id, 120)).status).toBe('complete');

    const reply = await fetch(`${system.sandbox.url}/__limits`);
    const limits = (await reply.json()) as { partner: string; peak: number; refused: object }[];
    const salesforce = limits.find(({ partner }) => partner === 'salesforce');
    expect(salesforce?.peak).toBeLessThanOrEqual(LIMIT);
    expect(salesforce?.peak).toBeGreaterThan(1);
    expect(salesforce?.refused).toEqual({ concurrency: 0, rate: 0 });
  }, 180_000);
});
