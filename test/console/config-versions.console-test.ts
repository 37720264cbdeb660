import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { DEMO_TENANT, startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { expectGoodView } from './console-rules.ts';
import { openConsoleWorld } from './console-world.ts';

async function recordedVersion(system: TestSystem, count: number): Promise<string> {
  return vi.waitFor(
    async () => {
      const { items } = (await system.api('GET', '/config/versions')).body as { items: { version: string }[] };
      expect(items).toHaveLength(count);
      return items[0]?.version ?? '';
    },
    { timeout: 30_000, interval: 100 },
  );
}

it('an order links to its config, and the Config page says how versions differ', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'versions-'));
  try {
    const former = await startTestSystem({ dataDir });
    const first = await recordedVersion(former, 1).finally(() => former.close());
    const world = await openConsoleWorld({ dataDir, tenant: { ...DEMO_TENANT, onCriticalFailure: 'compensate' } });
    try {
      const second = await recordedVersion(world.system, 2);
      const { id } = await world.sendOrder();
      const opened = await world.signIn('operator', `/console/orders/${id}`);
      const { page } = opened;
      await page.getByRole('link', { name: second }).click();
      await page.getByRole('heading', { level: 1, name: 'Config' }).waitFor();
      await page.getByRole('heading', { name: `${second}, compared with ${first} before it` }).waitFor();
      await page.getByText('onCriticalFailure: "compensate", before "stop"').first().waitFor();
      await page.getByRole('button', { name: first }).click();
      await page.getByRole('heading', { name: `${first} is the first version` }).waitFor();
      await expectGoodView(opened, world);
    } finally {
      await world.close();
    }
  } finally {
    await rm(dataDir, { recursive: true });
  }
}, 120_000);
