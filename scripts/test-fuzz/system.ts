import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/** Where to keep the data and the output of the system. */
export interface SystemFiles {
  readonly dataDir: string;
  readonly log: string;
  /** Receives every exchange with a partner, as JSON lines. */
  readonly exchanges: string;
}

const client = z.object({ clientId: z.string(), clientSecret: z.string() });
const basicAuth = z.object({ username: z.string(), password: z.string() });

const readySchema = z.object({
  apiUrl: z.string(),
  awsUrl: z.string(),
  /** The key with which requests to the AWS port are signed. */
  awsAccessKey: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  sandboxUrl: z.string(),
  /** Token with every scope. */
  token: z.string(),
  partners: z.object({
    salesforce: client,
    zuora: client,
    provisioning: basicAuth,
    receiver: basicAuth.extend({ signingSecret: z.string() }),
  }),
});

/** The system that is fuzzed. */
export interface FuzzedSystem extends z.output<typeof readySchema> {
  /** Whether the process has not ended. */
  isRunning(): boolean;
  close(): Promise<void>;
}

const SCRIPT = fileURLToPath(new URL('system-process.ts', import.meta.url));

/** Starts the system on free ports. @throws Error when it ends before it is ready */
export async function startFuzzedSystem({ dataDir, log, exchanges }: SystemFiles): Promise<FuzzedSystem> {
  const args = [`--data-dir=${dataDir}`, `--exchanges-file=${exchanges}`];
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stderr.pipe(createWriteStream(log, { flags: 'a' }));
  try {
    const ended = once(child, 'exit').then(([code]): never => {
      throw new Error(`The system exited with ${code} before it was ready. See ${log}.`);
    });
    const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
    ended.catch(() => undefined);
    const ready = readySchema.parse(JSON.parse(String(line)));
    return { ...ready, isRunning: () => isRunning(child), close: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

async function stop(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
