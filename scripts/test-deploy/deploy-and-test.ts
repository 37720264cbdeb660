import { mkdir, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPython, type PythonPackages } from '../programs/python-packages.ts';
import { CommandFailed, runCommand } from '../programs/run-command.ts';
import type { Stage } from '../programs/stages.ts';
import { type Assembly, bootstrap, deploy, synth } from './cdk.ts';
import { deployEnvironment, REGION, withoutAws } from './deploy-environment.ts';
import { startEmulator } from './emulator.ts';
import { lintTemplates } from './lint-templates.ts';
import { createSecrets, startPartners } from './partners.ts';
import { readTestReport, type TestCounts } from './test-report.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const ENVIRONMENT = `aws://000000000000/${REGION}`;
const TENANT = 'demo';

/** How to run the deployment test. */
export interface DeployTestOptions {
  /** Folder for logs, assemblies and reports, emptied at the start. */
  readonly directory: string;
  readonly emulatorLog: string;
  readonly stage: Stage;
  readonly signal: AbortSignal;
}

/**
 * Lints the templates of every tenant, deploys the demo tenant to an AWS emulator, tests the deployment, and stops
 * everything that it started.
 *
 * @throws PythonMissing, EmulatorNotReady, EndpointRefused, TemplatesMissing, CommandFailed
 */
export async function deployAndTest(options: DeployTestOptions): Promise<TestCounts> {
  await rm(options.directory, { recursive: true, force: true });
  await mkdir(options.directory, { recursive: true });
  const opened = new AsyncDisposableStack();
  try {
    return await runStages(options, opened);
  } finally {
    await opened.disposeAsync();
  }
}

async function runStages(options: DeployTestOptions, opened: AsyncDisposableStack): Promise<TestCounts> {
  const { directory, signal, stage } = options;
  const linter = await stage('template linter installed', () => install('template linter', options));
  const programs = await stage('AWS emulator installed', () => install('AWS emulator', options));
  const awsUrl = process.env.AWS_ENDPOINT_URL ?? (await startOwnEmulator(programs, options, opened));
  const sandbox = await startPartners(directory, TENANT);
  opened.defer(() => sandbox.close());
  const env = {
    ...deployEnvironment(process.env, awsUrl),
    SANDBOX_URL: sandbox.url,
    DEPLOY_DIRECTORY: directory,
    LINTER_PROGRAMS: linter,
    EMULATOR_PROGRAMS: programs,
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
  await stage('templates of all tenants linted', () => lintTemplates(product));
  await stage('cdk bootstrap', () => bootstrap(cdk, ENVIRONMENT));
  await stage('secrets of the sandbox partners', () => createSecrets(directory, env));
  await stage('cdk deploy', () => deploy(cdk, first, join(directory, 'outputs.json')));
  return stage('tests of the deployment', () => runTests(env, join(directory, 'report.json'), signal));
}

function startOwnEmulator(
  programs: string,
  { emulatorLog, signal, stage }: DeployTestOptions,
  opened: AsyncDisposableStack,
): Promise<string> {
  return stage('AWS emulator started', async () => {
    const emulator = await startEmulator({
      command: [join(programs, 'python'), '-m', 'ministack'],
      // Functions run on the first `node` of the PATH: the one that runs this script.
      env: { ...withoutAws(process.env), PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
      region: REGION,
      log: emulatorLog,
      signal,
    });
    opened.defer(() => emulator.close());
    return emulator.url;
  });
}

function install(packages: PythonPackages, { directory, signal }: DeployTestOptions): Promise<string> {
  return installPython(packages, { log: join(directory, 'python.log'), signal });
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
  // The run failed, but no test did: for example an error after the last test.
  return failure !== undefined && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
