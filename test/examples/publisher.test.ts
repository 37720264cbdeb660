import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Services, startServices } from '../../examples/publisher/services.ts';
import type { ZuoraCatalog } from '../../sandbox/sandbox.ts';
import { startTestSystem, type TestSystem, type TestTenant } from '../helpers/start-test-system.ts';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
const ADDRESS = 'localhost:9998';

const lines: string[] = [];
let dataDir: string;
let services: Services;
let system: TestSystem;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'publisher-'));
  const print = (line: string) => void lines.push(line);
  services = await startServices({ port: 0, secretsFile: join(dataDir, 'secrets.json'), print });
  const host = `localhost:${services.port}`;
  const tenant: TestTenant = JSON.parse((await read('examples/publisher/publisher.json')).replaceAll(ADDRESS, host));
  const zuoraCatalog: ZuoraCatalog = JSON.parse(await read('tenants/catalogs/demo.json'));
  system = await startTestSystem({ tenant, zuoraCatalog, dataDir, localHosts: [host] });
});

afterAll(async () => {
  await system.close();
  await services.close();
  await rm(dataDir, { recursive: true });
});

it('takes an order through the services of the publisher, and tells the newsroom once', async () => {
  const order = await read('examples/new-order.json');
  const reply = await system.api('POST', '/orders', order, { prefer: 'wait=20' });
  expect(reply).toMatchObject({ status: 201, body: { status: 'complete', degraded: [] } });
  const { id } = reply.body as { readonly id: string };
  await expect.poll(() => lines, { timeout: 15_000 }).toContain('POST /orders 204');
  expect(lines).toEqual(['POST /readers 200', `newsroom: order.completed of ${id}`, 'POST /orders 204']);
  expect(await system.api('GET', `/orders/${id}`)).toMatchObject({
    body: {
      steps: [
        { id: 'readers', status: 'succeeded' },
        { id: 'salesforceV3', status: 'succeeded' },
        { id: 'zuora', status: 'succeeded' },
        { id: 'platformEvents', status: 'succeeded' },
        { id: 'print', status: 'skipped' },
      ],
    },
  });
});

it('has services that answer a repeat with the first answer, and refuse what the system did not sign', async () => {
  const url = `http://localhost:${services.port}`;
  const make = async (key: string): Promise<unknown> =>
    (await fetch(`${url}/readers`, { method: 'POST', headers: { 'idempotency-key': key } })).json();
  const first = await make('order-1#readers');
  expect(await make('order-1#readers')).toEqual(first);
  expect(await make('order-2#readers')).not.toEqual(first);
  expect(await (await fetch(`${url}/readers/order-1%23readers`)).json()).toEqual(first);
  expect((await fetch(`${url}/readers/order-3%23readers`)).status).toBe(404);
  const forged = {
    'webhook-id': 'a',
    'webhook-timestamp': `${Math.floor(Date.now() / 1000)}`,
    'webhook-signature': 'v1,AAAA',
  };
  const body = JSON.stringify({ type: 'order.completed', orderId: 'order-1' });
  expect((await fetch(`${url}/orders`, { method: 'POST', headers: forged, body })).status).toBe(401);
});

it('is described with the address that the tenant file has', async () => {
  const readme = await read('examples/publisher/README.md');
  expect(readme).toContain(`LOCAL_HOSTS=${ADDRESS} TENANT=publisher npm start`);
  const tenant = await read('examples/publisher/publisher.json');
  expect([...tenant.matchAll(/http:\/\/([^/"]+)/g)].map(([, host]) => host)).toEqual(Array(4).fill(ADDRESS));
});
