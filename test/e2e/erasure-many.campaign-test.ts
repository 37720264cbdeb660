import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrderView, ResponseBody } from '../../blueprint/routes/response-schemas.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { textsOnDisk } from '../helpers/texts-on-disk.ts';
import { waitUntilAtRest } from './scenarios.ts';

type Erasure = ResponseBody<'Erasure'>;

/** Twenty parts of an erasure. */
const OWN_ORDERS = 500;
const OTHER_ORDERS = 20;
const MARKER = 'Zqmany';
const EMAIL = `${MARKER}@example.org`;
const TOTAL = { amount: 17.5, currency: 'GBP' };

/** Orders that call nobody. */
const TENANT = {
  tenant: 'demo',
  processOrder: [{ name: 'platformEvents', critical: true }],
  overrides: [{ name: 'plain', match: { orderType: ['credit'] }, processOrder: [], postProcessOrder: [] }],
};

let dataDir: string;
let system: TestSystem;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'erasure-many-'));
  system = await startTestSystem({ tenant: TENANT, dataDir });
});
afterAll(async () => {
  await system.close();
  await rm(dataDir, { recursive: true, force: true });
});

const order = (number: number, lastName: string, email: string) => ({
  order_type: 'credit',
  subscriptionRef: `A-S${number}`,
  external_id: `shop-${number}`,
  country: 'GB',
  orderItems: [{ offer: { path: '/offers2/Digital Monthly' } }],
  total: TOTAL,
  customerDetails: { lastName, email },
  customFields: { note: `Letter ${number} of ${lastName}` },
});

async function submitAll(orders: readonly object[]): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < orders.length; from += 25) {
    const sent = await Promise.all(orders.slice(from, from + 25).map((each) => system.api('POST', '/orders', each)));
    ids.push(...sent.map(({ body }) => (body as OrderView).id));
  }
  for (const id of ids) await waitUntilAtRest(system, id, 60);
  return ids;
}

it('erases a customer with 500 orders, and keeps ids, amounts and the orders of others', {
  timeout: 300_000,
}, async () => {
  const numbers = Array.from({ length: OWN_ORDERS }, (_, number) => number);
  const own = await submitAll(numbers.map((number) => order(number, MARKER, EMAIL)));
  const others = await submitAll(
    numbers.slice(0, OTHER_ORDERS).map((number) => order(OWN_ORDERS + number, 'Other', 'other@example.org')),
  );
  const hasMarker = async () => (await textsOnDisk(dataDir)).toLowerCase().includes(MARKER.toLowerCase());
  expect(await hasMarker()).toBe(true);

  const { body } = await system.api('POST', '/erasures', { email: EMAIL, reason: 'Ticket 500' });
  const read = async () => (await system.api('GET', `/erasures/${(body as Erasure).id}`)).body as Erasure;
  await expect.poll(async () => (await read()).status, { timeout: 120_000 }).toBe('complete');
  const certificate = await read();
  expect(certificate.counts).toEqual({ erased: OWN_ORDERS, refused: 0, missing: 0 });
  expect(certificate.orders.erased).toEqual(own.toSorted());
  expect(JSON.stringify(certificate).toLowerCase()).not.toContain(MARKER.toLowerCase());

  await expect.poll(hasMarker, { timeout: 60_000 }).toBe(false);
  for (const id of [own[0], own[250], own.at(-1)]) {
    const { body: payload } = await system.api('GET', `/orders/${id}/payload`);
    expect(payload).toMatchObject({ id, payload: { total: TOTAL, external_id: expect.stringMatching(/^shop-/) } });
    expect((payload as { erasedAt: unknown }).erasedAt).not.toBeNull();
  }
  for (const id of others)
    expect((await system.api('GET', `/orders/${id}/payload`)).body).toMatchObject({
      payload: { customerDetails: { lastName: 'Other', email: 'other@example.org' } },
      erasedAt: null,
    });
});
