import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A program of a system. */
export interface Program {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** File for its output. */
  readonly log: string;
  readonly uid?: number;
  readonly gid?: number;
}

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

/** Starts a program whose output goes to a file. */
export function startProgram({ program, args, cwd, env, log, ...user }: Program): ChildProcess {
  const file = openSync(log, 'a');
  const child = spawn(program, [...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', file, file],
    ...user,
  });
  closeSync(file);
  return child;
}

/** Stops a program: with a signal, then after 5 seconds with SIGKILL. */
export async function stopProgram(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}

/**
 * Polls until an attempt succeeds.
 *
 * @param everyMs pause between two attempts. @default 50
 * @throws the last error after a minute, or once one of the programs has exited
 */
export async function untilReady<Result>(
  programs: readonly ChildProcess[],
  attempt: () => Promise<Result>,
  everyMs = 50,
): Promise<Result> {
  for (const end = Date.now() + READY_TIMEOUT_MS; ; await wait(everyMs)) {
    try {
      return await attempt();
    } catch (error) {
      const exited = programs.find(({ exitCode }) => exitCode !== null);
      if (exited !== undefined)
        throw new Error(`${exited.spawnargs.join(' ')} exited with ${exited.exitCode}.`, { cause: error });
      if (Date.now() > end) throw error;
    }
  }
}

/** Finds a free TCP port on 127.0.0.1. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new TypeError('A listening server has no port.');
  return address.port;
}

/**
 * Sends a POST request with a JSON body.
 *
 * @throws Error unless the status is 2xx
 */
export async function postJson(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok)
    throw new Error(`POST ${url} returned ${response.status}: ${(await response.text()).slice(0, 300)}`);
  return response;
}
