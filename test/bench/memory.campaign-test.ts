import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sendLoad } from '../../bench/load.ts';
import { startOwnSystem } from '../../bench/systems/own-system.ts';
import { startTarget } from '../../bench/target.ts';
import { usageOf } from '../../bench/usage.ts';
import { MAX_KB_PER_ORDER, runWaves } from '../../bench/waiters.ts';

const CEILING_MB = 350;

describe.runIf(process.platform === 'linux')('the memory of one machine', () => {
  it('stays below its ceiling, in one process, while many callers wait', { timeout: 300_000 }, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'memory-'));
    const target = await startTarget();
    const system = await startOwnSystem({ directory, target: target.url });
    try {
      const { failed } = await sendLoad({ callers: 16, orders: 80, run: system.run });
      const { memoryMb, processes } = usageOf(system.pids);
      expect(failed).toBe(0);
      expect(processes).toBe(1);
      expect(memoryMb).toBeLessThan(CEILING_MB);
    } finally {
      await system.close();
      await target.close();
      await rm(directory, { recursive: true });
    }
  });

  it('keeps nothing of callers that have waited, wave after wave', { timeout: 600_000 }, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'waves-'));
    const target = await startTarget();
    try {
      const size = { callers: 80, waitSeconds: 2, submits: 1, waves: 6 };
      const { kbPerOrder, waves } = await runWaves(size, { directory, target });
      expect(waves.flatMap(({ statuses }) => statuses)).toEqual(Array(size.callers * size.waves).fill(202));
      expect(kbPerOrder).toBeLessThan(MAX_KB_PER_ORDER);
    } finally {
      await target.close();
      await rm(directory, { recursive: true });
    }
  });
});
