import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A program and how to run it. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** @default the root of the repository */
  readonly cwd?: string;
  /** File for the program's output. @default the output of this process */
  readonly log?: string;
  /** Stops the program and every process that it started. */
  readonly signal?: AbortSignal;
}

const STOP_TIMEOUT_MS = 5_000;
const POLL_MS = 50;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A program did not start, or exited with a code other than 0. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/**
 * Runs a program and waits until it exits.
 *
 * @throws CommandFailed with the end of the log in its message
 */
export async function runCommand({ program, args, env, cwd = ROOT, log, signal }: Command): Promise<void> {
  signal?.throwIfAborted();
  // `detached` creates a process group, so that the processes that it starts can be stopped with it.
  const child = spawn(program, [...args], {
    cwd,
    env,
    detached: true,
    stdio: log === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => void stopGroup(child);
  signal?.addEventListener('abort', stop, { once: true });
  const { promise, resolve, reject } = Promise.withResolvers<number | NodeJS.Signals>();
  child.once('error', reject).once('close', (code, ended) => resolve(code ?? ended ?? 'SIGKILL'));
  const logged = log === undefined ? undefined : writeLog(log, [child.stdout, child.stderr]);
  const code = await promise
    .catch((cause: Error) => {
      throw new CommandFailed(`${program} could not be started: ${cause.message}`, { cause });
    })
    .finally(() => signal?.removeEventListener('abort', stop));
  signal?.throwIfAborted();
  await logged;
  if (code === 0) return;
  const tail = log === undefined ? '' : `\n${await logTail(log)}`;
  throw new CommandFailed(`${[program, ...args].join(' ')} exited with ${code}.${tail}`);
}

/** Appends streams to a file. Resolves when everything is written, or cannot be. */
async function writeLog(path: string, streams: readonly (Readable | null)[]): Promise<void> {
  const file = createWriteStream(path, { flags: 'a' });
  const opened = streams.filter((stream) => stream !== null);
  await Promise.allSettled(opened.map((stream) => pipeline(stream, file, { end: false })));
  await new Promise<void>((resolve) => file.end(() => resolve()));
}

/**
 * Stops the leader of a process group (`detached`) and every process that it started: with SIGTERM, then after 5 seconds
 * with SIGKILL.
 */
export async function stopGroup({ pid }: Pick<ChildProcess, 'pid'>): Promise<void> {
  if (pid === undefined) return;
  send(pid, 'SIGTERM');
  for (const end = Date.now() + STOP_TIMEOUT_MS; Date.now() < end && isRunning(pid); ) await wait(POLL_MS);
  send(pid, 'SIGKILL');
}

function send(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch (error) {
    // ESRCH: no process of the group is left.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

function isRunning(group: number): boolean {
  return send(group, 0);
}

/**
 * Returns the last lines of a log file, which usually explain a failure.
 *
 * @param lines number of lines; default 40
 */
export async function logTail(file: string, lines = 40): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const found = text.trimEnd().split('\n');
  return [`Last lines of ${file}:`, ...found.slice(-lines)].join('\n  ');
}
