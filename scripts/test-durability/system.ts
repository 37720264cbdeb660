import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Disk } from './disk.ts';

/** The single machine in a child process, on a disk that can lose power. */
export interface DurableSystem {
  /** Sends a request; undefined when the process died before the whole reply had arrived. */
  api(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<ApiReply | undefined>;
  /** Ends the process and returns what it printed as errors. SIGKILL leaves it no time to write anything. */
  stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<string>;
  /** Resolves with the exit code and what it printed as errors when the process ends by itself. */
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>;
}

/** A reply of the API. */
export interface ApiReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** The process ended before it was ready. */
export class StartFailed extends Error {
  override readonly name = 'StartFailed';
}

/** What to start. */
export interface SystemOptions {
  readonly disk: Pick<Disk, 'root' | 'env'>;
  readonly tenantFile: string;
  /** Server that the steps call. */
  readonly targetUrl: string;
}

const SCRIPT = fileURLToPath(new URL('../test-faults/system-process.ts', import.meta.url));
const readySchema = z.object({
  apiUrl: z.string(),
  token: z.string(),
});

/** Starts the process without waiting for it. */
export function spawnSystem({ disk, tenantFile, targetUrl }: SystemOptions): ChildProcess {
  const args = [`--tenant-file=${tenantFile}`, `--data-dir=${disk.root}`, `--sandbox-url=${targetUrl}`];
  return spawn(process.execPath, [SCRIPT, ...args], {
    env: { ...process.env, ...disk.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/**
 * Starts the system and waits until it is ready.
 *
 * @throws StartFailed with what the process printed
 */
export async function startSystem(options: SystemOptions): Promise<DurableSystem> {
  const child = spawnSystem(options);
  if (child.stdout === null || child.stderr === null)
    throw new TypeError('Expected the output of the process in pipes.');
  const errors = text(child.stderr);
  const ended = once(child, 'exit').then(async ([code]) => ({ code: code as number | null, errors: await errors }));
  const failed = ended.then(({ code, errors }): never => {
    throw new StartFailed(`The system exited with ${code} before it was ready.\n${errors}`);
  });
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), failed]);
  failed.catch(() => undefined);
  const { apiUrl, token } = readySchema.parse(JSON.parse(String(line)));
  return {
    async api(method, path, body, headers = {}) {
      try {
        const reply = await fetch(`${apiUrl}${path}`, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        return { status: reply.status, headers: reply.headers, body: await reply.json() };
      } catch (error) {
        if (error instanceof TypeError || error instanceof SyntaxError) return undefined;
        throw error;
      }
    },
    async stop(signal) {
      child.kill(signal);
      return (await ended).errors;
    },
    ended,
  };
}
