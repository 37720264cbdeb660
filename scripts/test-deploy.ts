import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopSignal } from '../embedded/cli/stop-signal.ts';
import { logTail } from './programs/run-command.ts';
import { createStages } from './programs/stages.ts';
import { deployAndTest } from './test-deploy/deploy-and-test.ts';
import type { TestCounts } from './test-deploy/test-report.ts';

// Deploys a tenant to an AWS emulator and tests the deployment. See docs/how-to/deploy-to-aws.md.
const directory = fileURLToPath(new URL('../.cache/test-deploy/run', import.meta.url));
const emulatorLog = join(directory, 'emulator.log');
const signal = stopSignal();
const started = Date.now();

const { passed, failed, skipped } = await deployAndTest({
  directory,
  emulatorLog,
  stage: createStages((line) => console.log(line)),
  signal,
}).catch((error: unknown): TestCounts => {
  console.error(signal.aborted ? 'Stopped.' : error instanceof Error ? `${error.name}: ${error.message}` : error);
  return { passed: 0, failed: 1, skipped: 0 };
});

if (failed > 0 && !signal.aborted) console.error(await logTail(emulatorLog));
const seconds = Math.round((Date.now() - started) / 1000);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped (${seconds} s)`);
process.exitCode = failed > 0 ? 1 : 0;
