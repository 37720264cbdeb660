import { spawnSync } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderView } from '../../../blueprint/routes/response-schemas.ts';
import { runCampaign } from '../../../scripts/test-durability/campaign.ts';
import { createDisk, type Disk } from '../../../scripts/test-durability/disk.ts';
import { NOTHING_SURVIVES } from '../../../scripts/test-durability/disk-image.ts';
import {
  type Acknowledged,
  findIncomplete,
  findOffences,
  sendOrders,
} from '../../../scripts/test-durability/orders.ts';
import { type DurableSystem, startSystem } from '../../../scripts/test-durability/system.ts';
import { startTarget, tenantFile } from '../../../scripts/test-durability/target.ts';
import { exampleOrder } from '../../e2e/scenarios.ts';

const isPossible = process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0;

describe.runIf(isPossible)('the single machine on a faulty disk', { timeout: 120_000 }, () => {
  let disk: Disk;
  let start: () => Promise<DurableSystem>;
  const opened: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    const directory = await realpath(await mkdtemp(join(tmpdir(), 'faulty-')));
    opened.push(() => rm(directory, { recursive: true, force: true }));
    disk = await createDisk({ directory });
    const target = await startTarget();
    opened.push(() => target.close());
    const file = join(directory, 'durability.json');
    await writeFile(file, JSON.stringify(tenantFile(target.url)));
    start = async () => {
      const system = await startSystem({ disk, tenantFile: file, targetUrl: target.url });
      opened.push(() => system.stop('SIGKILL'));
      return system;
    };
  });
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  const load = async (system: DurableSystem, acknowledged: Acknowledged, orders: number): Promise<void> => {
    const sending = new AbortController();
    const sent = sendOrders(system, acknowledged, sending.signal);
    const before = acknowledged.size;
    await expect.poll(() => acknowledged.size - before, { timeout: 60_000 }).toBeGreaterThanOrEqual(orders);
    sending.abort();
    await sent;
  };

  it('stops when a sync fails, and loses nothing that it acknowledges after the next start', async () => {
    disk.begin();
    const acknowledged: Acknowledged = new Map();
    const first = await start();
    await load(first, acknowledged, 3);
    disk.set('syncFails', true);
    const late = first.api('POST', '/orders', await exampleOrder(), { 'idempotency-key': 'late' });
    const { code, errors } = await first.ended;
    expect(code).toBe(1);
    expect(errors).toContain('The disk could not write');
    expect([undefined, 500, 503]).toContain((await late)?.status);

    // The disk works again, and the machine was not restarted: what the failed sync covered is in memory only.
    disk.set('syncFails', false);
    const second = await start();
    expect(await findOffences(second, acknowledged)).toEqual([]);
    await load(second, acknowledged, 3);
    await second.stop('SIGKILL');
    disk.crash(NOTHING_SURVIVES);
    disk.begin();
    const third = await start();
    expect(await findOffences(third, acknowledged)).toEqual([]);
    expect(await findIncomplete(third, acknowledged, 60_000)).toEqual([]);
  });

  it('refuses new orders while the disk is full, reads, and completes the others when there is space', async () => {
    disk.begin();
    const acknowledged: Acknowledged = new Map();
    const system = await start();
    await load(system, acknowledged, 3);
    // These are in progress when the disk fills.
    for (let order = 0; order < 5; order += 1) {
      const reply = await system.api('POST', '/orders', await exampleOrder(), { 'idempotency-key': `order-${order}` });
      if (reply?.status === 202) acknowledged.set((reply.body as OrderView).id, false);
    }
    disk.set('full', true);
    // The system looks at the space once a second.
    await wait(1_100);
    const order = await exampleOrder();
    const refused = await system.api('POST', '/orders', order, { 'idempotency-key': 'full' });
    expect(refused?.status).toBe(503);
    expect(refused?.headers.get('retry-after')).toBe('30');
    expect(refused?.headers.get('content-type')).toBe('application/problem+json');
    expect(refused?.body).toMatchObject({
      type: '/problems/service-unavailable',
      detail: expect.stringMatching(/space/),
    });
    expect(await findOffences(system, acknowledged)).toEqual([]);
    await wait(2_000);

    disk.set('full', false);
    await wait(1_100);
    const accepted = await system.api('POST', '/orders', order, { 'idempotency-key': 'full', prefer: 'wait=20' });
    expect(accepted?.status).toBe(201);
    expect(accepted?.headers.get('idempotent-replayed')).toBeNull();
    expect(await findIncomplete(system, acknowledged, 90_000)).toEqual([]);
  });

  it('loses no acknowledged order when the power fails, and does lose them if syncs do nothing', async () => {
    const result = await runCampaign({ kills: 2, seed: 7 });
    expect(result).toMatchObject({ kills: 2, offences: [] });
    const lying = await runCampaign({ kills: 2, seed: 7, syncLies: true });
    expect(result.acknowledged).toBeGreaterThan(0);
    expect(lying.offences.map(({ detail }) => detail)).toContain('The order is lost.');
  });
});
