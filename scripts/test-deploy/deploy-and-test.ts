import { mkdir, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Assembly, bootstrap, deploy, synth } from './cdk.ts';
import { deployEnvironment, REGION, withoutAws } from './deploy-environment.ts';
import { startEmulator } from './emulator.ts';
import { lintTemplates } from './lint-templates.ts';
import { createSecrets, startPartners } from './partners.ts';
import { preparePython } from './python-environment.ts';
import { CommandFailed, runCommand } from './run-command.ts';
import type { Stage } from './stages.ts';
import { readTestReport, type TestCounts } from './test-report.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const ENVIRONMENT = `aws://000000000000/${REGION}`;
const TENANT = 'demo';

/** How to play the test. */
export interface PlayOptions {
  /** Folder that stays between runs: what is installed. */
  readonly cache: string;
  /** Folder that is emptied at the start: logs, assemblies, reports. */
  readonly directory: string;
  readonly emulatorLog: string;
  readonly stage: Stage;
  readonly signal: AbortSignal;
}

/**
 * Checks the templates of every tenant, deploys the scenario tenant to an emulator of AWS, runs the tests of the
 * deployment, and stops what it started.
 *
 * @throws PythonMissing, EmulatorNotReady, EndpointRefused, TemplatesMissing, CommandFailed
 */
export async function play(options: PlayOptions): Promise<TestCounts> {
  await rm(options.directory, { recursive: true, force: true });
  await mkdir(options.directory, { recursive: true });
  const opened = new AsyncDisposableStack();
  try {
    return await deployAndTest(options, opened);
  } finally {
    await opened.disposeAsync();
  }
}

async function deployAndTest(options: PlayOptions, opened: AsyncDisposableStack): Promise<TestCounts> {
  const { directory, signal, stage } = options;
  const linter = await stage('linter of templates installed', () => installed('linter-requirements.txt', options));
  const awsUrl = process.env.AWS_ENDPOINT_URL ?? (await emulate(options, opened));
  const sandbox = await startPartners(directory, TENANT);
  opened.defer(() => sandbox.close());
  const env = {
    ...deployEnvironment(process.env, awsUrl),
    SANDBOX_URL: sandbox.url,
    DEPLOY_DIRECTORY: directory,
    LINTER_PROGRAMS: linter,
  };
  const cdk = { env, log: join(directory, 'cdk.log'), signal };
  const first: Assembly = { directory: join(directory, 'first'), stacks: `${TENANT}/*` };
  await stage('cdk synth', () => synth(cdk, 'node test/deploy/app.ts', first.directory));
  const product = {
    programs: linter,
    directory: join(directory, 'product'),
    log: join(directory, 'cfn-lint.log'),
    signal,
  };
  await stage('templates of every tenant linted', () => lintTemplates(product));
  await stage('cdk bootstrap', () => bootstrap(cdk, ENVIRONMENT));
  await stage('secrets of the sandbox partners', () => createSecrets(directory, env));
  await stage('cdk deploy', () => deploy(cdk, first, join(directory, 'outputs.json')));
  return stage('tests of the deployment', () => runTests(env, join(directory, 'report.json'), signal));
}

async function emulate(options: PlayOptions, opened: AsyncDisposableStack): Promise<string> {
  const { emulatorLog, signal, stage } = options;
  const programs = await stage('emulator of AWS installed', () => installed('requirements.txt', options));
  return stage('emulator of AWS started', async () => {
    const emulator = await startEmulator({
      command: [join(programs, 'python'), '-m', 'ministack'],
      // Functions run on the `node` that is found first: the one that runs this.
      env: { ...withoutAws(process.env), PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
      region: REGION,
      log: emulatorLog,
      signal,
    });
    opened.defer(() => emulator.close());
    return emulator.url;
  });
}

/** The folder of the programs that a file of test/deploy/ asks for. */
function installed(requirements: string, { cache, directory, signal }: PlayOptions): Promise<string> {
  return preparePython({
    requirements: join(ROOT, 'test/deploy', requirements),
    directory: cache,
    log: join(directory, 'python.log'),
    signal,
  });
}

async function runTests(env: NodeJS.ProcessEnv, report: string, signal: AbortSignal): Promise<TestCounts> {
  const args = ['run', '--config', 'vitest.deploy.config.ts', '--reporter', 'default', '--reporter', 'json'];
  const failure = await runCommand({
    program: process.execPath,
    args: [VITEST, ...args, '--outputFile', report],
    env,
    signal,
  }).catch((error: unknown) => error);
  if (failure !== undefined && !(failure instanceof CommandFailed)) throw failure;
  const counts = await readTestReport(report);
  // A failure that no test has, such as an error after the last of them.
  return failure !== undefined && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
