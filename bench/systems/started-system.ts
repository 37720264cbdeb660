import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { fetchToken } from '../../embedded/cli/call-system.ts';
import { ISSUER_PATHS } from '../../embedded/oidc/client-credentials.ts';
import { freePort, postJson, untilReady } from './processes.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const POLL_MS = 10;

const polling = new Agent({ keepAlive: true });

const orderSchema = z.object({ id: z.string() });

/** Folder and ports of a system, which it has again at its next start. */
export interface SystemPlace {
  readonly dataDir: string;
  readonly ports: readonly [api: number, aws: number, sandbox: number];
}

/** A system that `npm start` runs. */
export interface StartedSystem {
  /** When npm was started, in epoch milliseconds. */
  readonly startedAt: number;
  /** How long it took until the API answered. */
  readonly readyMs: number;
  readonly pid: number;
  /** Sends an order with this value of `Prefer`, and returns its id when the API has answered. @throws Error unless the status is 2xx */
  send(order: object, prefer: string): Promise<string>;
  /** Reads something of the API. @throws Error unless the status is 200 */
  get(path: string): Promise<unknown>;
  /** Sends a signal to npm and everything that it started, and waits for their end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Chooses free ports for a system. @param dataDir folder for its data */
export async function systemPlace(dataDir: string): Promise<SystemPlace> {
  return { dataDir, ports: [await freePort(), await freePort(), await freePort()] };
}

/** Starts a system as a person does, with `npm start`, in a process group of its own. */
export async function startWithNpm({ dataDir, ports }: SystemPlace): Promise<StartedSystem> {
  const [api, aws, sandbox] = ports;
  const url = `http://127.0.0.1:${api}`;
  const log = openSync(join(dataDir, '..', 'npm-start.log'), 'a');
  const startedAt = Date.now();
  const child = spawn('npm', ['start'], {
    cwd: ROOT,
    env: { ...process.env, PORT: `${api}`, AWS_PORT: `${aws}`, SANDBOX_PORT: `${sandbox}`, DATA_DIR: dataDir },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  try {
    await untilReady([child], () => requireAnswer(`${url}${ISSUER_PATHS.discovery}`), POLL_MS);
    const readyMs = Date.now() - startedAt;
    const authorization = `Bearer ${await fetchToken({ url, dataDir, role: 'channel' })}`;
    return {
      startedAt,
      readyMs,
      pid: pidOf(child),
      async send(order, prefer) {
        const reply = await postJson(`${url}/orders`, order, { authorization, prefer });
        return orderSchema.parse(await reply.json()).id;
      },
      async get(path) {
        return (await requireOk(fetch(`${url}${path}`, { headers: { authorization } }))).json();
      },
      end: (signal) => endGroup(child, signal),
    };
  } catch (error) {
    await endGroup(child, 'SIGKILL');
    throw error;
  }
}

/** Asks with little work, because the system that starts has the same processors. */
async function requireAnswer(url: string): Promise<void> {
  const request = get(url, { agent: polling });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  if (response.statusCode !== 200) throw new Error(`${url} returned ${response.statusCode}.`);
}

async function requireOk(reply: Promise<Response>): Promise<Response> {
  const { ok, status, url } = await reply;
  if (!ok) throw new Error(`${url} returned ${status}.`);
  return reply;
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new TypeError('npm was not started: check that it is on the path.');
  return pid;
}

async function endGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const group = -pidOf(child);
  const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
  sendSignal(group, signal);
  await exited;
  // npm ends before what it started.
  while (sendSignal(group, 0)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

/** @returns whether anything received it */
function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
