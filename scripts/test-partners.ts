import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stopSignal } from '../embedded/cli/stop-signal.ts';
import { installPython } from './programs/python-packages.ts';
import { runCommand } from './programs/run-command.ts';
import { createStages } from './programs/stages.ts';
import { loadStandardSchema } from './test-partners/salesforce/standard-schema.ts';
import { describeSalesforce, validateSalesforce } from './test-partners/salesforce/validation.ts';
import { describeValidation, splitFindings, validateZuora } from './test-partners/validation.ts';

// Validates everything that tests, demo and a fault campaign send to Zuora and Salesforce against what these publish.
const USAGE = `Usage: npm run test:partners -- [--recorded <file>]

--recorded  what the tests sent, so that they do not run again: run them with TEST_EXCHANGES=<file>`;
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const directory = join(ROOT, '.cache/test-partners/run');
const log = join(directory, 'test-partners.log');
const failure = new AbortController();
const signal = AbortSignal.any([stopSignal(), failure.signal]);
const stage = createStages((line) => console.log(line));

/** Commands that send requests to the partners. */
type Sender = readonly [name: string, program: string, ...args: string[]];
const TESTS: Sender = ['contract and plugin tests', 'vitest', 'run', 'test/contract', 'test/plugins', 'test/e2e'];
const OTHERS: readonly Sender[] = [
  ['demo of every order type', 'node', 'cli/main.ts', 'demo', '--all'],
  ['fault campaign of 100 orders', 'node', 'scripts/test-faults.ts', '--orders', '100', '--seed', '1'],
];

const fileOf = ([name]: Sender): string => join(directory, `${name}.jsonl`);

/** Runs a command and returns the file of its exchanges. */
async function send(sender: Sender): Promise<string> {
  const [name, program, ...args] = sender;
  const file = fileOf(sender);
  const env = { ...process.env, TEST_EXCHANGES: file, SANDBOX_EXCHANGES: file };
  await stage(name, () => runCommand({ program, args, env, log: join(directory, `${name}.log`), signal }));
  return file;
}

async function recordExchanges(recorded: string | undefined): Promise<readonly string[]> {
  await (recorded === undefined ? send(TESTS) : copyFile(recorded, fileOf(TESTS)));
  // These mostly wait, so they run beside each other.
  return [fileOf(TESTS), ...(await Promise.all(OTHERS.map(send)))];
}

async function testPartners(recorded: string | undefined): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const programs = await stage('published models installed', () => installPython("Zuora's models", { log, signal }));
  const schema = await stage('published schema of Salesforce installed', () => loadStandardSchema({ log, signal }));
  const files = await recordExchanges(recorded);
  const validation = await stage('exchanges validated', () => validateZuora(join(programs, 'python'), files));
  console.log(describeValidation(validation));
  const { counted, unused } = splitFindings(validation);
  const salesforce = await stage('exchanges with Salesforce validated', () => validateSalesforce(files, schema));
  console.log(describeSalesforce(salesforce));
  const failed = counted.length + unused.length + salesforce.findings.size + salesforce.unused.length;
  console.log(`${validation.counts.bodies + validation.counts.replies + salesforce.requests} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

function readRecorded(): string | undefined {
  try {
    return parseArgs({ options: { recorded: { type: 'string' } } }).values.recorded;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    process.exit(2);
  }
}

await testPartners(readRecorded()).catch((error: unknown) => {
  console.error(signal.aborted ? 'Stopped.' : error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
  // Stops what runs beside it.
  failure.abort();
});
