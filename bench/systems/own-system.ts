import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MEMORY_LIMITS } from '../../embedded/memory-limits.ts';
import { type Job, threeCallouts } from './job.ts';
import { freePort, postJson, startProgram, stopProgram, untilReady } from './processes.ts';
import type { System, SystemOptions } from './system.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** This project, with single requests for measurements. */
export interface OwnSystem extends System {
  /** Submits an order without waiting for its end, and returns its id. */
  submit(): Promise<string>;
  /** Submits an order with these headers, and returns the status of the response. */
  send(headers: Readonly<Record<string, string>>): Promise<number>;
  /** Returns how much memory its main thread, which keeps requests, orders and executions, has in use without garbage, in MB. */
  liveMb(): Promise<number>;
  /** Sends a GET request. @throws Error unless the status is 200 */
  get(path: string): Promise<void>;
}

/** Returns the folder in which this project keeps its data. */
export function dataDirOf(directory: string): string {
  return join(directory, 'data');
}

/**
 * Starts this project: `startRuntime` in a child process. Continues from the data in the folder, if there is any.
 *
 * @param job default: that of all systems
 */
export async function startOwnSystem({ directory, target }: SystemOptions, job?: Job): Promise<OwnSystem> {
  const { tenantFile, sandboxUrl, order } = job ?? (await threeCallouts(directory, target));
  const port = await freePort();
  const liveBytesFile = join(directory, 'live-bytes.json');
  await rm(join(directory, 'ready.json'), { force: true });
  const options = { tenantFile, dataDir: dataDirOf(directory), port, awsPort: 0, sandboxUrl };
  const child = startProgram({
    program: process.execPath,
    args: [
      ...MEMORY_LIMITS.options,
      join(ROOT, 'bench/systems/run-own-system.ts'),
      JSON.stringify(options),
      join(directory, 'ready.json'),
      liveBytesFile,
    ],
    cwd: ROOT,
    env: MEMORY_LIMITS.variables,
    log: join(directory, 'own.log'),
  });
  const { apiUrl, token } = await untilReady(
    [child],
    async () => JSON.parse(await readFile(join(directory, 'ready.json'), 'utf8')) as { apiUrl: string; token: string },
  );
  const authorization = `Bearer ${token}`;
  const post = (headers: Readonly<Record<string, string>>): Promise<Response> =>
    postJson(`${apiUrl}/orders`, order(), { authorization, 'idempotency-key': randomUUID(), ...headers });
  return {
    name: 'this project',
    pids: [child.pid ?? 0],
    directory,
    async submit() {
      const { id } = (await (await post({})).json()) as { id: string };
      return id;
    },
    async send(headers) {
      const response = await post(headers);
      await response.arrayBuffer();
      return response.status;
    },
    async liveMb() {
      await rm(liveBytesFile, { force: true });
      child.kill('SIGUSR2');
      return (await untilReady([child], async () => Number(await readFile(liveBytesFile, 'utf8')))) / 2 ** 20;
    },
    async get(path) {
      const response = await fetch(`${apiUrl}${path}`, { headers: { authorization } });
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`Expected status 200 for ${path}, found ${response.status}.`);
    },
    async run() {
      const response = await post({ prefer: 'wait=25' });
      await response.arrayBuffer();
      if (response.status !== 201) throw new Error(`Expected status 201 for the order, found ${response.status}.`);
    },
    close: () => stopProgram(child),
  };
}
