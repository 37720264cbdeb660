import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPython } from '../programs/python-packages.ts';
import type { Stage } from '../programs/stages.ts';
import { fuzzApi } from './api/fuzz-api.ts';
import { fuzzAws } from './aws/fuzz-aws.ts';
import { type FuzzFramingOptions, fuzzFraming } from './http/fuzz-framing.ts';
import type { FuzzOptions } from './options.ts';
import type { FuzzReport } from './report.ts';
import { fuzzSandbox } from './sandbox/fuzz-sandbox.ts';
import { type FuzzedSystem, startFuzzedSystem } from './system.ts';
import { completeOrder, sendExamples } from './warm-up.ts';

/** How to fuzz a system. */
export interface FuzzSystemOptions extends FuzzOptions {
  /** Folder for logs and reports. */
  readonly directory: string;
  readonly stage: Stage;
  readonly signal: AbortSignal;
}

/** Share of each port in the time. */
const SHARES = { api: 0.6, aws: 0.25, sandbox: 0.15 };

/** Broken requests to each port. */
const BROKEN_REQUESTS = 300;

/** Starts a system of its own, sends random requests to each of its ports, and stops it. */
export async function fuzzSystem(options: FuzzSystemOptions): Promise<readonly FuzzReport[]> {
  const { directory, minutes, signal, stage } = options;
  const log = join(directory, 'system.log');
  const exchanges = join(directory, 'exchanges.jsonl');
  const programs = await stage('Schemathesis installed', () =>
    installPython('fuzzer', { log: join(directory, 'python.log'), signal }),
  );
  const dataDir = await mkdtemp(join(tmpdir(), 'order-fuzz-'));
  const opened = new AsyncDisposableStack();
  opened.defer(() => rm(dataDir, { recursive: true, force: true }));
  try {
    const system = await stage('system started', () => startFuzzedSystem({ dataDir, log, exchanges }));
    opened.defer(() => system.close());
    await stage('example orders sent', () => sendExamples(system));
    const reports = [
      await stage('API', () =>
        fuzzApi({ ...options, ...system, programs, seconds: Math.round(minutes * 60 * SHARES.api) }),
      ),
      await stage('AWS port', () => fuzzAws(system, portOptions(options, system, SHARES.aws))),
      await stage('sandbox', () => fuzzSandbox(system, exchanges, portOptions(options, system, SHARES.sandbox))),
      await stage('broken HTTP', () => fuzzFraming(framingOptions(options, system))),
    ];
    if (system.isRunning()) await stage('an order completes afterwards', () => completeOrder(system));
    else if (reports.every(({ findings }) => findings.length === 0))
      throw new Error('The process ended between two requests. Its output tells why.');
    return reports;
  } finally {
    await opened.disposeAsync();
  }
}

function portOptions({ maxExamples, minutes, seed, signal }: FuzzSystemOptions, system: FuzzedSystem, share: number) {
  return { maxExamples, seed, signal, seconds: minutes * 60 * share, isRunning: () => system.isRunning() };
}

function framingOptions({ maxExamples, seed }: FuzzSystemOptions, system: FuzzedSystem): FuzzFramingOptions {
  const urls = { API: system.apiUrl, 'AWS port': system.awsUrl, Sandbox: system.sandboxUrl };
  return { urls, seed, requests: Math.min(maxExamples, BROKEN_REQUESTS), isRunning: () => system.isRunning() };
}
