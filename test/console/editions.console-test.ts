import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recordEdition, withClients } from '../helpers/record-edition.ts';
import { DEMO_TENANT, startTestSystem } from '../helpers/start-test-system.ts';
import { expectGoodView } from './console-rules.ts';
import { openConsoleWorld } from './console-world.ts';

const TENANT = { ...DEMO_TENANT, aws: { canary: { percent: 50 } } };

it('the Config page compares the editions, and leads to the orders of each', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'editions-'));
  try {
    const former = await startTestSystem({ dataDir, tenant: TENANT });
    await withClients(former, (clients) => recordEdition(clients, 'demo', dataDir, 'a.1')).finally(() =>
      former.close(),
    );
    const world = await openConsoleWorld({ dataDir, tenant: { ...TENANT, onCriticalFailure: 'compensate' } });
    try {
      await withClients(world.system, (clients) => recordEdition(clients, 'demo', dataDir, 'b.2'));
      // An order gets the candidate by a hash of its id: one of many does.
      const orders = [];
      for (let sent = 0; sent < 8; sent += 1) orders.push(await world.sendOrder({ external_id: `canary-${sent}` }));
      const opened = await world.signIn('operator', '/console/config');
      const { page } = opened;
      const table = page.getByRole('table', { name: 'How the runs of each edition ended' });
      await table.getByRole('row', { name: /a\.1 current/ }).waitFor();
      await expectGoodView(opened, world);
      await table.getByRole('link', { name: 'b.2' }).click();
      await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
      await page.getByRole('button', { name: 'Remove the filter edition' }).waitFor();
      const candidates = page.getByRole('row', { name: /candidate/ });
      await candidates.first().waitFor();
      const count = await candidates.count();
      expect(count).toBeLessThan(orders.length);
      await candidates.first().getByRole('link').click();
      await page.getByText('b.2, as the candidate').waitFor();
      await expectGoodView(opened, world);
      await page.getByRole('link', { name: 'b.2' }).click();
      await candidates.first().waitFor();
      expect(await candidates.count()).toBe(count);
    } finally {
      await world.close();
    }
  } finally {
    await rm(dataDir, { recursive: true });
  }
}, 120_000);
