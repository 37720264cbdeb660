import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/** Settings of a system process. */
export interface SystemSettings {
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

/** The AWS port of a system, as options of an SDK client. */
export interface AwsPort {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A runtime in a child process that can be killed and restarted. */
export interface CampaignSystem {
  /** Returns the address and the key of its AWS services; the address changes with a restart. */
  aws(): AwsPort;
  /**
   * Sends a request, and repeats it while the process is down or answers with a 5xx status.
   *
   * @throws Error after a minute without such an answer
   */
  api(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<ApiReply>;
  /** Kills the process and restarts it. Returns the milliseconds until it was ready. */
  kill(): Promise<number>;
  /** Restarts the process with its clock moved forward by this much. */
  skip(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

const readySchema = z.object({
  apiUrl: z.string(),
  awsAccessKey: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  awsUrl: z.string(),
  token: z.string(),
});

interface Running {
  readonly process: ChildProcess;
  readonly apiUrl: string;
  readonly aws: AwsPort;
  readonly token: string;
}

const SCRIPT = fileURLToPath(new URL('system-process.ts', import.meta.url));
const REQUEST_TIMEOUT_MS = 60_000;
const RETRY_INTERVAL_MS = 100;

/** Starts the runtime of a campaign. */
export async function startCampaignSystem(settings: SystemSettings): Promise<CampaignSystem> {
  let ahead = 0;
  let running = await start(settings, ahead);
  return {
    aws: () => running.aws,
    async api(method, path, body, headers = {}) {
      for (const end = Date.now() + REQUEST_TIMEOUT_MS; ; await wait(RETRY_INTERVAL_MS)) {
        const reply = await send(running, method, path, body, headers);
        if (reply !== undefined && reply.status < 500) return reply;
        if (Date.now() < end) continue;
        throw new Error(
          `${method} ${path} did not succeed within a minute. The last reply was ${JSON.stringify(reply ?? 'none')}.`,
        );
      }
    },
    async kill() {
      const killedAt = performance.now();
      await stop(running.process, 'SIGKILL');
      running = await start(settings, ahead);
      return performance.now() - killedAt;
    },
    async skip(milliseconds) {
      ahead += milliseconds;
      await stop(running.process, 'SIGTERM');
      running = await start(settings, ahead);
    },
    close: () => stop(running.process, 'SIGTERM'),
  };
}

async function start({ dataDir, sandboxUrl, tenantFile, timeScale }: SystemSettings, ahead: number): Promise<Running> {
  const options = {
    'tenant-file': tenantFile,
    'data-dir': dataDir,
    'sandbox-url': sandboxUrl,
    'time-scale': `${timeScale}`,
    'clock-ahead': `${ahead}`,
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([code]): never => {
    throw new Error(`The system exited with ${code} before it was ready. See its output above.`);
  });
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
  ended.catch(() => undefined);
  const { apiUrl, awsAccessKey, awsUrl, token } = readySchema.parse(JSON.parse(String(line)));
  return { process: child, apiUrl, aws: { endpoint: awsUrl, credentials: awsAccessKey }, token };
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
    // The process was killed during the request, or has not restarted yet.
    if (error instanceof TypeError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
