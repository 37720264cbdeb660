import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Deployment } from '../../core/config/deployment.ts';
import type { LocalEndpoint } from '../../core/config/local-endpoints.ts';
import { stagedTenant } from '../../core/config/stages.ts';
import { openProject, type Project } from '../../project/project.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import type { SpareThreads } from '../lambda/spare-threads.ts';
import type { People } from '../oidc/sign-in/people.ts';
import { lockDataFolder } from '../runtime/data-folder-lock.ts';
import { refuseAnotherTenant } from '../runtime/data-folder-tenant.ts';
import { type RuntimeLogLine, startRuntime } from '../runtime/runtime.ts';
import { loadSandboxCredentials } from '../secrets/sandbox-credentials.ts';
import { StoreFull, storeError } from '../sqlite/store-full.ts';
import type { Environment } from './environment.ts';
import { loadOwnStandIns } from './own-stand-ins.ts';
import { readSandboxCatalog } from './sandbox-catalog.ts';

/** A running system: the runtime of a tenant and the sandbox partners. */
export interface System {
  readonly apiUrl: string;
  readonly awsUrl: string;
  readonly sandboxUrl: string;
  /** Who may sign in to the console, with their passwords. */
  readonly people: People;
  /** Names of the secrets that the tenant needs and the data folder does not have. */
  readonly missingSecrets: readonly string[];
  /** Endpoints on this machine that LOCAL_HOSTS does not name. */
  readonly unreachable: readonly LocalEndpoint[];
  /** Stops the runtime, then the partners. */
  close(): Promise<void>;
}

/** Options of {@link startSystem}. */
export interface SystemOptions {
  /** Where the tenant and its plugins are. @default the project of the working directory */
  readonly project?: Project;
  onLog?(line: RuntimeLogLine): void;
  /** Finds out who starts it, and from which commit. @default unknown */
  describeDeployment?(): Promise<Deployment>;
  /** Threads for functions that have begun already. @default none */
  readonly spareThreads?: SpareThreads | undefined;
  /** Folder of the built console. @default none */
  readonly consoleFiles?: string;
}

/**
 * Starts the sandbox partners and then the runtime of the tenant.
 *
 * @throws StartRefused when a port is in use or the tenant does not exist
 * @throws OwnPluginInvalid when a plugin of the project cannot be used
 * @throws TenantConfigInvalid when the tenant file is invalid
 * @throws DataFolderInUse when another process uses the data folder
 * @throws DataFolderOfAnotherTenant when the data folder holds the orders of another tenant
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
  { PORT, AWS_PORT, SANDBOX_PORT, LOCAL_HOSTS, DATA_DIR, STAGE, TENANT }: Environment,
  { project, ...options }: SystemOptions,
  opened: AsyncDisposableStack,
): Promise<Omit<System, 'close'>> {
  const { ownPlugins, tenants } = project ?? (await openProject());
  const file = await tenantFile(TENANT, tenants);
  const name = stagedTenant(TENANT, STAGE);
  await refuseAnotherTenant(DATA_DIR, name);
  // The partners' journal allows one writer, so their folder is locked first, like that of the runtime.
  const partners = join(DATA_DIR, 'sandbox');
  opened.defer(await lockDataFolder(partners));
  const credentials = await loadSandboxCredentials(DATA_DIR, name);
  const stateFile = join(partners, 'state.jsonl');
  const zuoraCatalog = await readSandboxCatalog(TENANT, tenants);
  const standIns = await loadOwnStandIns(ownPlugins);
  const sandbox = await startSandbox({ port: SANDBOX_PORT, credentials, stateFile, zuoraCatalog, partners: standIns });
  opened.defer(() => sandbox.close());
  const runtime = await startRuntime({
    tenantFile: file,
    tenant: TENANT,
    stage: STAGE,
    ownPlugins,
    dataDir: DATA_DIR,
    port: PORT,
    awsPort: AWS_PORT,
    sandboxUrl: sandbox.url,
    localHosts: LOCAL_HOSTS,
    ...options,
  });
  opened.defer(() => runtime.close());
  const { apiUrl, awsUrl, localEndpoints, missingSecrets, people } = runtime;
  const unreachable = localEndpoints.filter(({ host }) => ![...LOCAL_HOSTS, new URL(sandbox.url).host].includes(host));
  return { apiUrl, awsUrl, people, sandboxUrl: sandbox.url, missingSecrets, unreachable };
}

/**
 * Returns the path of a tenant file.
 *
 * @param tenant its name, without `.json`
 * @param directory folder of the tenant files
 * @throws StartRefused when it does not exist; the message lists the tenants
 */
export async function tenantFile(tenant: string, directory: string): Promise<string> {
  const files = await readdir(directory).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    throw new StartRefused(`There is no folder ${directory}: create it with a tenant file, e.g. ${tenant}.json.`, {
      cause,
    });
  });
  if (files.includes(`${tenant}.json`)) return join(directory, `${tenant}.json`);
  const tenants = files.filter((file) => /^[a-z0-9-]+\.json$/.test(file)).map((file) => file.slice(0, -'.json'.length));
  throw new StartRefused(`${directory} has no ${tenant}.json: set TENANT to one of ${tenants.sort().join(', ')}.`);
}

/** The system could not start; the message says what to change. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

const PORTS = ['PORT', 'AWS_PORT', 'SANDBOX_PORT'] as const;

const REASONS: Readonly<Record<string, string>> = { EADDRINUSE: 'is in use', EACCES: 'is not allowed' };

/**
 * Explains a failed start when a port or a full disk is the reason, and says what to do.
 *
 * @returns the error itself for any other reason
 */
export function explainStart(error: unknown, environment: Environment): unknown {
  if (isDiskFull(error))
    return new StartRefused(`The disk of ${environment.DATA_DIR} is full: free some space, then start again.`, {
      cause: error,
    });
  const { code, port } = listenError(error) ?? {};
  const reason = code === undefined ? undefined : REASONS[code];
  const variable = PORTS.find((name) => environment[name] === port);
  if (reason === undefined || variable === undefined) return error;
  const advice = `set ${variable} to another port, or stop the process that uses it (is the system already running?)`;
  return new StartRefused(`Port ${port} ${reason}: ${advice}.`, { cause: error });
}

function isDiskFull(error: unknown): boolean {
  return storeError(error) instanceof StoreFull || (error as NodeJS.ErrnoException | undefined)?.code === 'ENOSPC';
}

type ListenError = NodeJS.ErrnoException & { readonly port?: number };

function listenError(error: unknown): ListenError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { syscall }: ListenError = error;
  return syscall === 'listen' ? error : listenError(error.cause);
}
