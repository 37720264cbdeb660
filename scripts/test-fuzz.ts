import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopSignal } from '../embedded/cli/stop-signal.ts';
import { logTail } from './programs/run-command.ts';
import { createStages } from './programs/stages.ts';
import { fuzzSystem } from './test-fuzz/fuzz-system.ts';
import { readOptions, USAGE } from './test-fuzz/options.ts';
import { reportLines, requestsOf } from './test-fuzz/report.ts';

/**
 * Runs `npm run test:fuzz -- --minutes 4 --seed 7`: sends random requests to every port of the single machine. Exits with 1 if
 * one is answered with a 5xx or not as documented, or if the process ends or can no longer process an order.
 */
async function testFuzz(args: readonly string[]): Promise<void> {
  const options = readOptions(args, Math.random());
  const directory = fileURLToPath(new URL('../.cache/test-fuzz/run', import.meta.url));
  const started = Date.now();
  const signal = stopSignal();
  console.log(`${options.minutes} minutes, at most ${options.maxExamples} requests of a kind; seed ${options.seed}`);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const stage = createStages((line) => console.log(line));
  try {
    const reports = await fuzzSystem({ ...options, directory, stage, signal });
    for (const report of reports) console.log(reportLines(report).join('\n'));
    const failed = reports.flatMap(({ findings }) => findings).length;
    const sent = reports.reduce((sum, report) => sum + requestsOf(report), 0);
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`\n${sent - failed} passed, ${failed} failed (${seconds} s)`);
    process.exitCode = failed > 0 ? 1 : 0;
  } catch (error) {
    console.error(signal.aborted ? 'Stopped.' : error instanceof Error ? `${error.name}: ${error.message}` : error);
    if (!signal.aborted) console.error(await logTail(join(directory, 'system.log')));
    process.exitCode = 1;
  }
}

await testFuzz(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.error(USAGE);
  process.exitCode = 2;
});
