import { setTimeout as wait } from 'node:timers/promises';
import { sendLoad } from './load.ts';
import { startOwnSystem } from './systems/own-system.ts';
import type { SystemOptions } from './systems/system.ts';
import type { Target } from './target.ts';
import { usageOf } from './usage.ts';

const CALLERS = 100;
const IDLE_SECONDS = 20;
/** Callers wait for at most 25 seconds. */
const WAITING_SECONDS = 10;
const SETTLE_MS = 5_000;

/** Prints the CPU time that an idle system takes, and one whose callers wait for a partner that does not answer. */
export async function idle({
  directory,
  target,
}: Omit<SystemOptions, 'target'> & { readonly target: Target }): Promise<void> {
  const system = await startOwnSystem({ directory, target: target.url });
  const rows: string[] = [];
  const measure = async (what: string, seconds: number): Promise<void> => {
    const before = usageOf(system.pids).cpuMs;
    await wait(seconds * 1000);
    const cpuMs = usageOf(system.pids).cpuMs - before;
    rows.push(`| ${what} | ${seconds} | ${cpuMs.toFixed(0)} | ${(cpuMs / seconds / 10).toFixed(2)} |`);
  };
  try {
    await measure('after its start, no orders', IDLE_SECONDS);
    await sendLoad({ callers: 4, orders: 50, run: system.run });
    await wait(SETTLE_MS);
    await measure('after 50 orders', IDLE_SECONDS);
    target.hold(true);
    const waiting = sendLoad({ callers: CALLERS, orders: CALLERS, run: system.run });
    await wait(SETTLE_MS);
    await measure(`${CALLERS} callers wait`, WAITING_SECONDS);
    target.hold(false);
    await waiting;
  } finally {
    target.hold(false);
    await system.close();
  }
  console.log(`\n| system | seconds | CPU ms | % of a processor |\n| --- | --: | --: | --: |\n${rows.join('\n')}`);
}
