import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { lockDataFolder } from '../runtime/data-folder-lock.ts';
import { type RuntimeLogLine, startRuntime } from '../runtime/runtime.ts';
import { loadSandboxCredentials } from '../secrets-manager/sandbox-credentials.ts';
import type { Environment } from './environment.ts';
import { explainStart } from './start-refused.ts';
import { tenantFile } from './tenant-file.ts';

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
