import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { logTail } from './log-tail.ts';
import { stopGroup } from './stop-group.ts';

/** A program and all that it needs to run. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** File that gets what the program prints. Default: it prints where this process does. */
  readonly log?: string;
  /** Ends the program and everything that it started. */
  readonly signal?: AbortSignal;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A program did not end with exit code 0. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/**
 * Runs a program to its end, in the repository's root.
 *
 * @throws CommandFailed it could not be started, or ended with another code than 0; the message has the end of its log
 */
export async function runCommand({ program, args, env, log, signal }: Command): Promise<void> {
  signal?.throwIfAborted();
  // A group of its own, so that the processes which it starts can be ended with it.
  const child = spawn(program, [...args], {
    cwd: ROOT,
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
      throw new CommandFailed(`Expected ${program} to start, found: ${cause.message}`, { cause });
    })
    .finally(() => signal?.removeEventListener('abort', stop));
  signal?.throwIfAborted();
  await logged;
  if (code === 0) return;
  const tail = log === undefined ? '' : `\n${await logTail(log)}`;
  throw new CommandFailed(`Expected ${[program, ...args].join(' ')} to end with 0, found ${code}.${tail}`);
}

/** Appends to a file what streams bring; resolves once all of it is there, or cannot be written. */
async function writeLog(path: string, streams: readonly (Readable | null)[]): Promise<void> {
  const file = createWriteStream(path, { flags: 'a' });
  const opened = streams.filter((stream) => stream !== null);
  await Promise.allSettled(opened.map((stream) => pipeline(stream, file, { end: false })));
  await new Promise<void>((resolve) => file.end(() => resolve()));
}
