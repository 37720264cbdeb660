import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopSignal } from '../embedded/cli/stop-signal.ts';
import { preparePython } from './test-deploy/python-environment.ts';
import { runCommand } from './test-deploy/run-command.ts';
import { createStages } from './test-deploy/stages.ts';
import { loadStandardSchema } from './test-partners/salesforce/standard-schema.ts';
import { describeSalesforce, validateSalesforce } from './test-partners/salesforce/validation.ts';
import { describeValidation, splitFindings, validateZuora } from './test-partners/validation.ts';

// Validates everything that tests, demo and a fault campaign send to Zuora and Salesforce against what these publish.
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const cache = join(ROOT, '.cache/test-partners');
const directory = join(cache, 'run');
const log = join(directory, 'test-partners.log');
const signal = stopSignal();
const stage = createStages((line) => console.log(line));

/** The commands that send requests to the partners. */
const SENDERS: readonly (readonly [name: string, program: string, ...args: string[]])[] = [
  ['contract and plugin tests', 'vitest', 'run', 'test/contract', 'test/plugins', 'test/e2e'],
  ['demo of every order type', 'node', 'cli/main.ts', 'demo', '--all'],
  ['fault campaign of 100 orders', 'node', 'scripts/test-faults.ts', '--orders', '100', '--seed', '1'],
];

try {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const programs = await stage('published models installed', () =>
    preparePython({ requirements: join(ROOT, 'test/partners/requirements.txt'), directory: cache, log, signal }),
  );
  const schema = await stage('published schema of Salesforce installed', () =>
    loadStandardSchema({ directory: cache, log, signal }),
  );
  const files: string[] = [];
  for (const [name, program, ...args] of SENDERS) {
    const file = join(directory, `${name}.jsonl`);
    const env = { ...process.env, SANDBOX_EXCHANGES: file };
    await stage(name, () => runCommand({ program, args, env, log, signal }));
    files.push(file);
  }
  const validation = await stage('exchanges validated', () => validateZuora(join(programs, 'python'), files));
  console.log(describeValidation(validation));
  const { counted, unused } = splitFindings(validation);
  const salesforce = await stage('exchanges with Salesforce validated', () => validateSalesforce(files, schema));
  console.log(describeSalesforce(salesforce));
  const failed = counted.length + unused.length + salesforce.findings.size + salesforce.unused.length;
  console.log(`${validation.counts.bodies + validation.counts.replies + salesforce.requests} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  console.error(signal.aborted ? 'Stopped.' : error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
}
