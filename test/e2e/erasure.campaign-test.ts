import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderView, ResponseBody } from '../../blueprint/routes/response-schemas.ts';
import { erasures } from '../../embedded/cli/erasures.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { textsOnDisk } from '../helpers/texts-on-disk.ts';
import { waitUntilAtRest } from './scenarios.ts';

type Erasure = ResponseBody<'Erasure'>;

const RATE_PLANS = { '/offers2/Digital Monthly': '8ad084a68f1d0c3e018f1d2a5b6c9999' };
const APPROVAL = { id: 'approval', name: 'platformEvents', critical: true, waitFor: 'callback' };
const ORDERS = 200;
const SOON = { timeout: 90_000 };
const WAIT = { prefer: 'wait=20' };

const tenantOf = (sandboxUrl: string) => ({
  tenant: 'demo',
  processOrder: [
    { name: 'salesforceV3', critical: true },
    { name: 'zuora', critical: true, options: { ratePlans: RATE_PLANS, price: 'catalogue' } },
  ],
  postProcessOrder: [],
  overrides: [
    {
      name: 'approved',
      match: { orderType: ['renew'] },
      processOrder: [APPROVAL],
    },
    { name: 'plain', match: { orderType: ['credit'] }, processOrder: [], postProcessOrder: [] },
  ],
  webhooks: [
    {
      name: 'crm',
      url: `${sandboxUrl}/receiver/crm`,
      events: ['order.completed', 'order.failed', 'order.error'],
      signingSecret: 'receiver',
      basicAuth: 'receiver',
      payload: 'full',
    },
  ],
});

let dataDir: string;
let system: TestSystem;
const logged: string[] = [];

async function start(): Promise<TestSystem> {
  return startTestSystem({
    tenant: { tenant: 'demo' },
    configure: tenantOf,
    dataDir,
    // Of an execution, the log shows name and status.
    onLog: (line) => logged.push(JSON.stringify(line.kind === 'execution' ? line.detail.name : line)),
  });
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'erasure-'));
  system = await start();
});
afterAll(async () => {
  await system.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Thirty texts that nobody else has. */
const MARKERS = Array.from({ length: 30 }, (_, number) => `Zq${String(number).padStart(2, '0')}vxMarker`);
const marker = (number: number): string => MARKERS[number] ?? '';
const EMAIL = `${marker(0)}@example.org`;
const OWNER = `owner-${marker(1)}`;

const ITEMS = [
  {
    id: 'item-1',
    offer: { path: '/offers2/Digital Monthly', name: 'Digital Monthly' },
    quantity: 1,
    price: { amount: 9.99, currency: 'GBP' },
  },
];

const address = (from: number) => ({
  firstName: marker(from),
  lastName: marker(from + 1),
  address1: marker(from + 2),
  city: marker(from + 3),
  postalCode: `P ${from}`,
  country: 'GB',
});

/** An order with a marker in every field that can name a person. */
const PERSONAL = {
  order_type: 'new',
  external_id: 'shop-4711',
  country: 'GB',
  owner: OWNER,
  orderItems: ITEMS,
  total: { amount: 9.99, currency: 'GBP' },
  customerDetails: {
    firstName: marker(2),
    lastName: marker(3),
    email: EMAIL,
    phone: marker(4),
    companyName: marker(5),
  },
  billingDetails: { ...address(6), company: marker(29) },
  deliveryDetails: address(10),
  recipientDetails: { name: marker(14), email: `${marker(15)}@example.net` },
  giftMessage: marker(16),
  customFields: { note: marker(17), list: [marker(18)], nested: { deep: marker(19) } },
  tracking: { campaign: marker(20) },
  userDetails: { sub: OWNER, nickname: marker(21) },
  data: { reason: { id: 'too-dear', feedback: marker(22) } },
  notes: marker(23),
};

/** Every tenth goes to the partners. */
const ordinary = (number: number) => ({
  order_type: number % 10 === 7 ? 'new' : 'credit',
  subscriptionRef: `A-S${number}`,
  external_id: `other-${number}`,
  country: 'GB',
  orderItems: ITEMS,
  total: { amount: 9.99, currency: 'GBP' },
  customerDetails: { firstName: 'Other', lastName: `Customer ${number}`, email: `other-${number}@example.com` },
});

async function submit(order: object): Promise<OrderView> {
  const { status, body } = await system.api('POST', '/orders', order);
  expect(status, JSON.stringify(body)).toBe(202);
  return body as OrderView;
}

async function erase(request: object, headers: Readonly<Record<string, string>> = {}): Promise<Erasure> {
  const { status, body } = await system.api('POST', '/erasures', request, headers);
  expect(status, JSON.stringify(body)).toBe(202);
  return ended((body as Erasure).id);
}

async function ended(id: string): Promise<Erasure> {
  const read = async () => (await system.api('GET', `/erasures/${id}`)).body as Erasure;
  await expect.poll(async () => (await read()).status, SOON).not.toBe('running');
  return read();
}

/** Returns the markers that a text holds. */
const markersIn = (text: string): string[] => MARKERS.filter((each) => text.toLowerCase().includes(each.toLowerCase()));

/** Returns the markers in every file, except those of the partners, which are not ours. */
async function markersOnDisk(): Promise<string[]> {
  return markersIn(await textsOnDisk(dataDir, (name) => !name.startsWith('sandbox')));
}

/** Returns everything that the API shows of an order. */
async function everythingOf(id: string): Promise<string> {
  const paths = [
    `/orders/${id}`,
    `/orders/${id}/process-events`,
    `/orders/${id}/events`,
    `/webhooks/deliveries?order=${id}`,
  ];
  return JSON.stringify(await Promise.all(paths.map(async (path) => (await system.api('GET', path)).body)));
}

describe('an erasure of one customer among 200 orders', () => {
  it('leaves none of thirty markers in any file, and everything of the others', async () => {
    const others: OrderView[] = [];
    for (let from = 0; from < ORDERS; from += 20)
      others.push(...(await Promise.all(Array.from({ length: 20 }, (_, index) => submit(ordinary(from + index))))));
    for (const other of others) await waitUntilAtRest(system, other.id);
    await system.faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 });
    const { id } = await submit(PERSONAL);
    await waitUntilAtRest(system, id);
    const patch = { deliveryDetails: { address2: marker(25) } };
    const resumed = await system.api('POST', `/orders/${id}/resume`, { reason: `Call of ${marker(26)}`, patch }, WAIT);
    expect(resumed, JSON.stringify(resumed.body)).toMatchObject({ body: { status: 'complete' } });
    const approved = await submit({
      order_type: 'renew',
      subscriptionRef: 'A-S1',
      owner: OWNER,
      total: PERSONAL.total,
    });
    const callback = `/orders/${approved.id}/steps/approval/callback`;
    await expect
      .poll(
        async () =>
          (await system.api('POST', callback, { output: { approvedBy: marker(27), ticketId: 'T-1' } })).status,
        SOON,
      )
      .toBe(200);
    await waitUntilAtRest(system, approved.id);
    // The other system and the operator write markers that are not in the order.
    const declined = await submit({ order_type: 'renew', subscriptionRef: 'A-S3', owner: OWNER });
    const error = { code: 'refused', message: `We do not serve ${marker(24)}` };
    const decline = `/orders/${declined.id}/steps/approval/callback`;
    await expect.poll(async () => (await system.api('POST', decline, { error })).status, SOON).toBe(200);
    await waitUntilAtRest(system, declined.id);
    const cancelled = await submit({ order_type: 'renew', subscriptionRef: 'A-S2', owner: OWNER });
    await expect.poll(async () => (await everythingOf(cancelled.id)).includes('"waiting"'), SOON).toBe(true);
    const otherBefore = await everythingOf(others[7]?.id ?? '');
    await expect.poll(async () => (await everythingOf(id)).includes('"delivered"'), SOON).toBe(true);
    // Of the others, 24 is in another order, and 26 to 28 are in what others wrote.
    expect((await markersOnDisk()).length).toBeGreaterThan(25);
    expect(markersIn(await everythingOf(id))).not.toEqual([]);

    const request = { email: EMAIL.toUpperCase(), reason: `Asked by ${EMAIL}` };
    const first = await erase(request, { 'idempotency-key': 'ticket-1' });
    expect(first).toMatchObject({
      status: 'complete',
      counts: { erased: 1, refused: 0, missing: 0 },
      orders: { erased: [id] },
    });
    const repeat = await system.api('POST', '/erasures', request, { 'idempotency-key': 'ticket-1' });
    expect(repeat.body).toEqual(first);
    expect(repeat.headers.get('idempotent-replayed')).toBe('true');
    const reused = await system.api(
      'POST',
      '/erasures',
      { ...request, reason: 'Other' },
      { 'idempotency-key': 'ticket-1' },
    );
    expect(reused.status).toBe(422);

    // One of the owner's orders is under way.
    const second = await erase({ owner: OWNER, reason: 'Ticket 2' });
    expect(second.status).toBe('incomplete');
    expect(second.orders).toEqual({
      erased: [approved.id, declined.id].sort(),
      refused: [{ id: cancelled.id, code: 'under-way', message: expect.stringContaining('cancel') }],
      missing: [],
    });
    expect(second.advice).toContain('send the request again');

    const operator = { reason: `Not wanted by ${marker(28)}` };
    expect((await system.api('POST', `/orders/${cancelled.id}/cancel`, operator)).status).toBe(200);
    const third = await erase({ orderIds: [cancelled.id, `order-${'0'.repeat(32)}`], reason: 'Ticket 3' });
    expect(third).toMatchObject({ status: 'complete', counts: { erased: 1, refused: 0, missing: 1 } });

    expect(markersIn(JSON.stringify(await Promise.all([first, second].map(({ id: each }) => ended(each)))))).toEqual(
      [],
    );
    await expect.poll(markersOnDisk, SOON).toEqual([]);
    expect(markersIn(logged.join('\n'))).toEqual([]);

    const after = (await system.api('GET', `/orders/${id}`)).body as OrderView;
    expect(after).toMatchObject({ external_id: 'shop-4711', status: 'complete', owner: '[erased]' });
    expect(after.erasedAt).not.toBeNull();
    expect(after.subscriptionReference).not.toBeNull();
    expect(markersIn(await everythingOf(id))).toEqual([]);
    expect(markersIn(await everythingOf(approved.id))).toEqual([]);
    const { body } = await system.api('GET', `/orders/${id}/payload`);
    expect(markersIn(JSON.stringify(body))).toEqual([]);
    expect(body).toMatchObject({
      payload: { total: PERSONAL.total, external_id: 'shop-4711' },
      former: [
        {
          revision: 1,
          replaced: { run: 2, reason: '[erased]' },
          changes: [{ path: 'deliveryDetails.address2', change: 'added', after: '[erased]' }],
        },
      ],
    });
    expect(await everythingOf(others[7]?.id ?? '')).toBe(otherBefore);
    expect(system.runtime.events().map((event) => event['detail-type'])).toContain('order.erased');
  }, 300_000);
});

describe('a backup from before an erasure', () => {
  it('is erased again by the list of certificates', async () => {
    const { id } = await submit({
      ...ordinary(901),
      owner: OWNER,
      customerDetails: { email: EMAIL, lastName: marker(3) },
    });
    await waitUntilAtRest(system, id);
    // A send that the end of the process interrupts is waited for: its lease outlasts the process.
    await expect.poll(async () => (await everythingOf(id)).includes('"delivered"'), SOON).toBe(true);
    await system.close();
    const backup = await mkdtemp(join(tmpdir(), 'erasure-backup-'));
    await cp(dataDir, backup, { recursive: true });
    system = await start();
    expect((await erase({ email: EMAIL, reason: 'Ticket 4' })).orders.erased).toEqual([id]);
    const list = join(backup, 'erasures.jsonl');
    const lines: string[] = [];
    const run = (...args: string[]) =>
      erasures([...args, '--url', system.runtime.apiUrl], {
        print: (line) => lines.push(line),
        printError: (line) => lines.push(line),
        env: { DATA_DIR: dataDir },
        colours: false,
      });
    expect(await run('list')).toBe(0);
    await writeFile(list, lines.join('\n'));
    expect(markersIn(lines.join())).toEqual([]);

    await system.close();
    await rm(dataDir, { recursive: true });
    await cp(backup, dataDir, { recursive: true });
    system = await start();
    expect(markersIn(JSON.stringify((await system.api('GET', `/orders/${id}`)).body))).not.toEqual([]);
    expect(await run('replay', '--file', list)).toBe(0);
    expect(lines.join()).toContain('1 erased, 0 refused');
    expect(markersIn(JSON.stringify((await system.api('GET', `/orders/${id}`)).body))).toEqual([]);
    await rm(backup, { recursive: true });
  }, 300_000);
});
