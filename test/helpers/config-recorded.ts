import { expect, vi } from 'vitest';
import type { TestSystem } from './start-test-system.ts';

/** Waits until a system has recorded its config, which it does when it has been ready for a while. */
export async function configRecorded(system: TestSystem): Promise<void> {
  await vi.waitFor(
    async () => expect((await system.api('GET', '/config/versions')).body).toMatchObject({ items: [{}] }),
    { timeout: 20_000, interval: 100 },
  );
}
