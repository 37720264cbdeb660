import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { requestToken } from './access-token.ts';

/** Where a system process keeps its data and finds its partners. */
export interface SystemPlace {
  readonly tenantFile: string;
  readonly dataDir: string;
  readonly sandboxUrl: string;
  /** Divides the waits of the services. */
  readonly timeScale: number;
}

/** A reply of the API. */
export interface ApiReply {
  readonly status: number;
  readonly body: unknown;
}

/** A runtime in a process of its own, that may be killed and started again. */
export interface CampaignSystem {
  /** Base URL of its AWS services now. */
  awsUrl(): string;
  /**
   * Sends a request, again and again while the process is away.
   *
   * @throws Error nobody answered properly for a minute
   */
  api(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<ApiReply>;
  /** Kills the process at once and starts it again; answers the milliseconds until it was ready. */
  kill(): Promise<number>;
  /** Stops the process and starts it with a calendar that is so much further ahead. */
  skip(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

const readySchema = z.object({
  apiUrl: z.string(),
  awsUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  tokenUrl: z.string(),
});

interface Running {
  readonly process: ChildProcess;
  readonly apiUrl: string;
  readonly awsUrl: string;
  readonly token: string;
}

const SCRIPT = fileURLToPath(new URL('system-process.ts', import.meta.url));
const PATIENCE_MS = 60_000;
const PAUSE_MS = 100;

/** Starts the runtime of a campaign. */
export async function startCampaignSystem(place: SystemPlace): Promise<CampaignSystem> {
  let ahead = 0;
  let running = await start(place, ahead);
  return {
    awsUrl: () => running.awsUrl,
    async api(method, path, body, headers = {}) {
      for (const end = Date.now() + PATIENCE_MS; ; await wait(PAUSE_MS)) {
        const reply = await send(running, method, path, body, headers);
        if (reply !== undefined && reply.status < 500) return reply;
        if (Date.now() < end) continue;
        throw new Error(`Expected an answer to ${method} ${path}, found ${JSON.stringify(reply ?? 'none')}.`);
      }
    },
    async kill() {
      const killedAt = performance.now();
      await stop(running.process, 'SIGKILL');
      running = await start(place, ahead);
      return performance.now() - killedAt;
    },
    async skip(milliseconds) {
      ahead += milliseconds;
      await stop(running.process, 'SIGTERM');
      running = await start(place, ahead);
    },
    close: () => stop(running.process, 'SIGTERM'),
  };
}

async function start({ dataDir, sandboxUrl, tenantFile, timeScale }: SystemPlace, ahead: number): Promise<Running> {
  const settings = {
    'tenant-file': tenantFile,
    'data-dir': dataDir,
    'sandbox-url': sandboxUrl,
    'time-scale': `${timeScale}`,
    'clock-ahead': `${ahead}`,
  };
  const args = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([code]): never => {
    throw new Error(`Expected the system to start, found that it ended with ${code}. What it printed says why.`);
  });
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
  ended.catch(() => undefined);
  const { apiUrl, awsUrl, clientId, clientSecret, tokenUrl } = readySchema.parse(JSON.parse(String(line)));
  const token = await requestToken(tokenUrl, clientId, clientSecret);
  return { process: child, apiUrl, awsUrl, token };
}

async function stop(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

async function send(
  { apiUrl, token }: Running,
  method: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<ApiReply | undefined> {
  try {
    const reply = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: reply.status, body: await reply.json() };
  } catch (error) {
    // The process was killed under the request, or is not up again.
    if (error instanceof TypeError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
