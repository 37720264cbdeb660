import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { percentile, sendLoad } from './load.ts';
import { startDemoJob } from './systems/demo-job.ts';
import { dataDirOf, type OwnSystem, startOwnSystem } from './systems/own-system.ts';
import type { SystemOptions } from './systems/system.ts';
import { type Point, trendOf } from './trend.ts';
import { usageOf } from './usage.ts';

const CALLERS = 8;
const STEPS = 20;

/** Growth of memory in the second half of a soak that counts as noise. */
const MOST_GROWTH = 0.05;

/** What {@link soak} sends, and what it accepts. */
export interface Soak {
  readonly orders: number;
  /** Orders of the demo tenant, with its three plugins, instead of three callouts. */
  readonly demo: boolean;
  /** The ceiling of the memory; `Infinity` for none. */
  readonly maxMemoryMb: number;
}

/**
 * Sends many orders through one system and prints memory, disk and latency twenty times along the way.
 *
 * @returns whether the memory stayed below the ceiling and, in the second half, did not grow by more than 5 %
 */
export async function soak(sent: Soak, options: SystemOptions): Promise<boolean> {
  if (!sent.demo) return run(sent, await startOwnSystem(options));
  const job = await startDemoJob(dataDirOf(options.directory));
  try {
    return await run(sent, await startOwnSystem(options, job));
  } finally {
    await job.close();
  }
}

async function run({ orders, maxMemoryMb }: Soak, system: OwnSystem): Promise<boolean> {
  const rows: string[] = [];
  const memory: Point[] = [];
  try {
    await sendLoad({ callers: CALLERS, orders: 100, run: system.run });
    const empty = diskBytes(dataDirOf(system.directory));
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
      const disk = diskBytes(dataDirOf(system.directory)) - empty;
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
      memory.push({ orders: done + part, value: after.memoryMb });
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
  const highest = Math.max(...memory.map(({ value }) => value));
  const { growth, slope } = trendOf(memory.slice(memory.length / 2));
  console.log(
    `\nMemory: at most ${highest.toFixed(0)} MB; in the second half ${(slope * 1000).toFixed(1)} MB more for each 1,000 orders (${(growth * 100).toFixed(1)} %)`,
  );
  return highest <= maxMemoryMb && growth <= MOST_GROWTH;
}

/** Returns what a data folder holds, without the functions and their compiled code, which are the same for any number of orders. */
function diskBytes(directory: string): number {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { name }) => sum + statSync(join(directory, name)).size, 0);
}
