import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { logTail, stopGroup } from '../programs/run-command.ts';

/** How to start the AWS emulator. */
export interface EmulatorOptions {
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]];
  /** Environment variables of its process and of the functions that it runs. */
  readonly env: NodeJS.ProcessEnv;
  readonly region: string;
  readonly log: string;
  readonly signal: AbortSignal;
}

/** A running emulator. */
export interface Emulator {
  /** For example `http://127.0.0.1:4566`. An IP address, because S3 clients prepend the bucket to a host name. */
  readonly url: string;
  /** Stops it and the functions that it runs. */
  close(): Promise<void>;
}

/** The emulator exited, or did not answer in time. */
export class EmulatorNotReady extends Error {
  override readonly name = 'EmulatorNotReady';
}

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

/**
 * Starts MiniStack on a free port, with IAM enforced: a function that lacks a permission fails, as on AWS.
 *
 * Source: the README of the package `ministack`, "Configuration".
 *
 * @throws EmulatorNotReady
 */
export async function startEmulator({ command, env, region, log, signal }: EmulatorOptions): Promise<Emulator> {
  // For the code of functions. It is outside the repository, whose package.json would set their module type.
  const temporary = await mkdtemp(join(tmpdir(), 'emulator-'));
  const port = await freePort();
  const file = await open(log, 'a');
  const settings = {
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_REGION: region,
    AUTH: 'true',
    // MQTT would listen on a fixed port.
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
  let startError: Error | undefined;
  child.once('error', (error) => {
    startError = error;
  });
  const url = `http://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    await stopGroup(child);
    await rm(temporary, { recursive: true, force: true });
  };
  try {
    await untilReady(child, url, log, signal);
  } catch (error) {
    await close();
    throw startError === undefined
      ? error
      : new EmulatorNotReady(`${program} could not be started.`, { cause: startError });
  } finally {
    await file.close();
  }
  return { url, close };
}

async function untilReady(child: ChildProcess, url: string, log: string, signal: AbortSignal): Promise<void> {
  const end = Date.now() + START_TIMEOUT_MS;
  while (!(await isReady(url))) {
    signal.throwIfAborted();
    const over = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
    if (!over && Date.now() < end) await wait(POLL_MS);
    else throw new EmulatorNotReady(`The emulator at ${url} does not answer.\n${await logTail(log)}`);
  }
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/_ministack/health`).then(
    (reply) => reply.ok,
    () => false,
  );
}

/** Returns a free TCP port of 127.0.0.1, for a program that cannot pick one itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('The server has no TCP port.');
  return address.port;
}
