import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { lockDataFolder } from '../runtime/data-folder-lock.ts';
import { type RuntimeLogLine, startRuntime } from '../runtime/runtime.ts';
import { loadSandboxCredentials } from '../secrets-manager/sandbox-credentials.ts';
import type { Environment } from './environment.ts';

/** The runtime of a tenant with the sandbox partners beside it. */
export interface System {
  readonly apiUrl: string;
  readonly awsUrl: string;
  readonly sandboxUrl: string;
  /** Stops the runtime, then the partners. */
  close(): Promise<void>;
}

/** What a start reports to. */
export interface SystemOptions {
  onLog?(line: RuntimeLogLine): void;
}

const TENANTS = fileURLToPath(new URL('../../tenants', import.meta.url));

/**
 * Starts the sandbox partners and then the runtime of the tenant.
 *
 * @throws StartRefused when a port is taken or there is no such tenant
 * @throws TenantConfigInvalid when the tenant's file has mistakes
 * @throws DataFolderInUse when another process uses the data directory
 */
export async function startSystem(environment: Environment, options: SystemOptions = {}): Promise<System> {
  const opened = new AsyncDisposableStack();
  try {
    const urls = await open(environment, options, opened);
    return { ...urls, close: () => opened.disposeAsync() };
  } catch (error) {
    await opened.disposeAsync();
    throw explainStart(error, environment);
  }
}

async function open(
  { PORT, AWS_PORT, SANDBOX_PORT, DATA_DIR, TENANT }: Environment,
  options: SystemOptions,
  opened: AsyncDisposableStack,
): Promise<Omit<System, 'close'>> {
  const file = await tenantFile(TENANT, TENANTS);
  // The partners' journal has one writer: their folder is claimed before it is opened, as the runtime claims its own.
  const partners = join(DATA_DIR, 'sandbox');
  opened.defer(await lockDataFolder(partners));
  const credentials = await loadSandboxCredentials(DATA_DIR, TENANT);
  const stateFile = join(partners, 'state.jsonl');
  const sandbox = await startSandbox({ port: SANDBOX_PORT, credentials, stateFile });
  opened.defer(() => sandbox.close());
  const runtime = await startRuntime({
    tenantFile: file,
    tenant: TENANT,
    dataDir: DATA_DIR,
    port: PORT,
    awsPort: AWS_PORT,
    sandboxUrl: sandbox.url,
    ...options,
  });
  opened.defer(() => runtime.close());
  return { apiUrl: runtime.apiUrl, awsUrl: runtime.awsUrl, sandboxUrl: sandbox.url };
}

/**
 * The path of a tenant's file.
 *
 * @param tenant its name, without `.json`
 * @param directory the folder of the tenant files
 * @throws StartRefused when there is none, naming the tenants that there are
 */
export async function tenantFile(tenant: string, directory: string): Promise<string> {
  const files = await readdir(directory);
  if (files.includes(`${tenant}.json`)) return join(directory, `${tenant}.json`);
  const tenants = files.filter((file) => /^[a-z0-9-]+\.json$/.test(file)).map((file) => file.slice(0, -'.json'.length));
  throw new StartRefused(
    `There is no ${tenant}.json in ${directory}: set TENANT to one of ${tenants.sort().join(', ')}.`,
  );
}

/** The system did not start; the message says what to change. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

const PORTS = ['PORT', 'AWS_PORT', 'SANDBOX_PORT'] as const;

const REASONS: Readonly<Record<string, string>> = { EADDRINUSE: 'is taken', EACCES: 'may not be used' };

/**
 * Explains why the system did not start, when a port is the reason: names the variable to set.
 *
 * @returns the error itself for any other reason
 */
export function explainStart(error: unknown, environment: Environment): unknown {
  const { code, port } = listenError(error) ?? {};
  const reason = code === undefined ? undefined : REASONS[code];
  const variable = PORTS.find((name) => environment[name] === port);
  if (reason === undefined || variable === undefined) return error;
  const advice = `set ${variable} to another one, or stop what listens there (is the system already running?)`;
  return new StartRefused(`Port ${port} ${reason}: ${advice}.`, { cause: error });
}

type ListenError = NodeJS.ErrnoException & { readonly port?: number };

function listenError(error: unknown): ListenError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { syscall }: ListenError = error;
  return syscall === 'listen' ? error : listenError(error.cause);
}
