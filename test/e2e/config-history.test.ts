import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import newOrder from '../../examples/new-order.json' with { type: 'json' };
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';

const TENANT = { tenant: 'history', processOrder: [{ name: 'platformEvents', critical: true }] };
const CHANGED = { ...TENANT, onCriticalFailure: 'compensate' };

interface Versions {
  readonly items: readonly { readonly version: string }[];
}

it('keeps every version of the config that ran on this machine, and links each order to its own', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'history-'));
  const during = async <T>(tenant: typeof TENANT, act: (system: TestSystem) => Promise<T>): Promise<T> => {
    const system = await startTestSystem({ tenant, dataDir });
    return act(system).finally(() => system.close());
  };
  const versions = async (system: TestSystem, count: number) =>
    vi.waitFor(
      async () => {
        const { items } = (await system.api('GET', '/config/versions')).body as Versions;
        expect(items).toHaveLength(count);
        return items.map(({ version }) => version);
      },
      { timeout: 30_000, interval: 100 },
    );
  try {
    const first = await during(TENANT, async (system) => {
      const [version = ''] = await versions(system, 1);
      const { body } = await system.api('POST', '/orders', newOrder, { prefer: 'wait=20' });
      expect(body).toMatchObject({ config_version: version, links: { config: `/config/versions/${version}` } });
      const { sequence } = body as { sequence: object };
      const stored = await system.api('GET', `/config/versions/${version}`);
      expect(stored.body).toMatchObject({ config: TENANT, sequences: [sequence], deployments: [{ commit: null }] });
      return version;
    });
    await during(TENANT, async (system) => expect(await versions(system, 1)).toEqual([first]));
    await during(CHANGED, async (system) => {
      const [second, former] = await versions(system, 2);
      expect(former).toBe(first);
      expect(((await system.api('GET', '/config')).body as { version: string }).version).toBe(second);
      const old = await system.api('GET', `/config/versions/${first}`);
      expect(old.body).not.toHaveProperty('config.onCriticalFailure');
    });
  } finally {
    await rm(dataDir, { recursive: true });
  }
}, 90_000);

it.each([
  [
    'says who deployed it',
    async () => ({ by: 'ada', commit: 'c0ffee', uncommitted: false }),
    { by: 'ada', commit: 'c0ffee' },
  ],
  [
    'records a deployment of which nothing can be found out',
    () => Promise.reject(new Error('No git')),
    { by: null, commit: null },
  ],
])(
  '%s, and asks once, whatever the number of sweeps',
  async (_name, describe, recorded) => {
    const describeDeployment = vi.fn(describe);
    // Sixty times as fast, the sweeper runs every second.
    const system = await startTestSystem({ tenant: TENANT, describeDeployment, timeScale: 60 });
    try {
      const known = async (): Promise<Versions> => {
        const { body } = await system.api('GET', '/config/versions');
        expect((body as Versions).items).toHaveLength(1);
        return body as Versions;
      };
      await vi.waitFor(known, { timeout: 30_000, interval: 100 });
      await new Promise((next) => setTimeout(next, 3000));
      expect((await known()).items).toEqual([expect.objectContaining(recorded)]);
      expect(describeDeployment).toHaveBeenCalledTimes(1);
    } finally {
      await system.close();
    }
  },
  60_000,
);
