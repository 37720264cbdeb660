import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { logTail } from './log-tail.ts';
import { stopGroup } from './stop-group.ts';

/** How to start the emulator of AWS. */
export interface EmulatorOptions {
  /** Its program, with its arguments. */
  readonly command: readonly [string, ...string[]];
  /** The deps of its process; the functions that it runs get them too. */
  readonly env: NodeJS.ProcessEnv;
  readonly region: string;
  readonly log: string;
  readonly signal: AbortSignal;
}

/** A running emulator. */
export interface Emulator {
  /** For example `http://127.0.0.1:4566`. An IP address: with a host name, S3 would put the bucket into the host. */
  readonly url: string;
  /** Ends it and the functions that it runs. */
  close(): Promise<void>;
}

/** The emulator ended, or did not answer in time. */
export class EmulatorNotReady extends Error {
  override readonly name = 'EmulatorNotReady';
}

const PATIENCE_MS = 60_000;
const POLL_MS = 100;

/**
 * Starts MiniStack on a free port, with IAM enforced: a function that lacks a permission fails, as on AWS.
 *
 * Source: the README of the package `ministack`, "Configuration".
 *
 * @throws EmulatorNotReady
 */
export async function startEmulator({ command, env, region, log, signal }: EmulatorOptions): Promise<Emulator> {
  // For the code of functions; outside of the repository, whose package.json would say what kind of modules they are.
  const temporary = await mkdtemp(join(tmpdir(), 'emulator-'));
  const port = await freePort();
  const file = await open(log, 'a');
  const settings = {
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_REGION: region,
    AUTH: 'true',
    // It would listen on a fixed port.
    IOT_MTLS_ENABLED: '0',
    TMPDIR: temporary,
    STATE_DIR: join(temporary, 'state'),
    S3_DATA_DIR: join(temporary, 's3'),
  };
  const [program, ...args] = command;
  const child = spawn(program, args, {
    env: { ...env, ...settings },
    detached: true,
    stdio: ['ignore', file.fd, file.fd],
  });
  let refusal: Error | undefined;
  child.once('error', (error) => {
    refusal = error;
  });
  const url = `http://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    await stopGroup(child);
    await rm(temporary, { recursive: true, force: true });
  };
  try {
    await ready(child, url, log, signal);
  } catch (error) {
    await close();
    throw refusal === undefined ? error : new EmulatorNotReady(`Expected ${program} to start.`, { cause: refusal });
  } finally {
    await file.close();
  }
  return { url, close };
}

async function ready(child: ChildProcess, url: string, log: string, signal: AbortSignal): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await answers(url))) {
    signal.throwIfAborted();
    const over = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
    if (!over && Date.now() < end) await wait(POLL_MS);
    else throw new EmulatorNotReady(`Expected the emulator at ${url}, found no answer.\n${await logTail(log)}`);
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/_ministack/health`).then(
    (reply) => reply.ok,
    () => false,
  );
}
