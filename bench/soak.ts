import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { percentile, sendLoad } from './load.ts';
import { startOwnSystem } from './systems/own-system.ts';
import type { SystemOptions } from './systems/system.ts';
import { usageOf } from './usage.ts';

const CALLERS = 8;
const STEPS = 20;

/** Sends many orders through one system and prints memory, disk and latency twenty times along the way. */
export async function soak(orders: number, options: SystemOptions): Promise<void> {
  const system = await startOwnSystem(options);
  const rows: string[] = [];
  try {
    await sendLoad({ callers: CALLERS, orders: 100, run: system.run });
    const empty = diskBytes(join(system.directory, 'data'));
    const part = Math.ceil(orders / STEPS);
    for (let done = 0; done < orders; done += part) {
      const before = usageOf(system.pids);
      const {
        latencies,
        seconds,
        failed,
        orders: ended,
      } = await sendLoad({ callers: CALLERS, orders: part, run: system.run });
      const after = usageOf(system.pids);
      const disk = diskBytes(join(system.directory, 'data')) - empty;
      const cells = [
        done + part,
        (ended / seconds).toFixed(1),
        percentile(latencies, 0.5).toFixed(1),
        percentile(latencies, 0.99).toFixed(1),
        ((after.cpuMs - before.cpuMs) / Math.max(1, ended)).toFixed(1),
        after.memoryMb.toFixed(0),
        (disk / 1024 / (done + part)).toFixed(1),
        failed,
      ];
      rows.push(`| ${cells.join(' | ')} |`);
      console.log(
        `${done + part} orders: ${after.memoryMb.toFixed(0)} MB of memory, ${(disk / 2 ** 20).toFixed(0)} MB of disk`,
      );
    }
  } finally {
    await system.close();
  }
  console.log('\n| orders | orders/s | p50 ms | p99 ms | CPU ms/order | memory MB | disk KB/order | failed |');
  console.log('| --: | --: | --: | --: | --: | --: | --: | --: |');
  console.log(rows.join('\n'));
}

function diskBytes(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
