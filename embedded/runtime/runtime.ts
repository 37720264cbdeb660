import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Blueprint, createBlueprint } from '../../blueprint/blueprint.ts';
import { SWEEPER_FUNCTION } from '../../blueprint/functions/function-ids.ts';
import { tenantReferences } from '../../blueprint/references.ts';
import { agentSignIn } from '../../blueprint/wire/agent-sign-in.ts';
import type { SweepEvent } from '../../blueprint/wire/sweep-event.ts';
import type { Scope } from '../../core/access.ts';
import { type Deployment, UNKNOWN_DEPLOYMENT } from '../../core/config/deployment.ts';
import { type LocalEndpoint, localEndpoints } from '../../core/config/local-endpoints.ts';
import type { TenantConfig } from '../../core/config/tenant-config.ts';
import type { PluginCatalog } from '../../core/plugin/define-plugin.ts';
import { pluginCatalog } from '../../plugins/registry.ts';
import type { OwnPlugin } from '../../project/own-plugins.ts';
import { PACKAGE_ROOT } from '../../project/package-root.ts';
import { openAccessKey } from '../aws/access-key.ts';
import type { AwsReply } from '../aws/dispatch.ts';
import type { AwsAccessKey } from '../credentials-file.ts';
import type { PublishedEvent } from '../eventbridge/event.ts';
import { openHttpApi } from '../http-api/http-api.ts';
import type { AccessEntry } from '../http-api/request-listener.ts';
import { createSandboxProxy } from '../http-api/sandbox-proxy.ts';
import { bundleFunctions } from '../lambda/bundle-functions.ts';
import { createLambdaPool, type FunctionLogLine } from '../lambda/lambda-pool.ts';
import type { SpareThreads } from '../lambda/spare-threads.ts';
import type { People } from '../oidc/sign-in/people.ts';
import { localConsoleSettings } from '../oidc/sign-in/sign-in-settings.ts';
import { ensureSearchKey } from '../secrets/ensure-search-key.ts';
import { pointSecretsAtSandbox } from '../secrets/sandbox-credentials.ts';
import { openSecretFile } from '../secrets/secret-file.ts';
import { prepareSecrets } from '../secrets/tenant-secrets.ts';
import { openStore } from '../sqlite/store.ts';
import type { ExecutionStatusChange } from '../step-functions/step-functions-options.ts';
import { openAwsFront } from './aws-front.ts';
import { copyConsole } from './copy-console.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import { refuseAnotherTenant, writeTenant } from './data-folder-tenant.ts';
import { refuseWithoutSpace } from './disk-space.ts';
import { createGroupOf } from './function-groups.ts';
import { lambdaFunctions } from './lambda-functions.ts';
import { LOCAL } from './local.ts';
import { namePrefixIn } from './name-prefix.ts';
import type { Services } from './open-services.ts';
import { functionsOnOrderPath } from './order-path.ts';
import { preloadsOf } from './preloads.ts';
import { readTenant } from './read-tenant.ts';
import { startSchedules } from './start-schedules.ts';

/** A log line of the runtime. */
export type RuntimeLogLine =
  /** A line that a function printed, unchanged: mostly JSON of the Powertools logger. */
  | ({ readonly kind: 'function' } & FunctionLogLine)
  /** A request to the API and its response. */
  | { readonly kind: 'access'; readonly entry: AccessEntry }
  /** An execution that started or ended. */
  | { readonly kind: 'execution'; readonly detail: ExecutionStatusChange };

/** Options of `startRuntime`. */
export interface RuntimeOptions {
  readonly tenantFile: string;
  /** Plugins of the project that uses the package. @default none */
  readonly ownPlugins?: readonly OwnPlugin[];
  /** The tenant that the file must be of. @default any */
  readonly tenant?: string;
  /** The stage of the file to run. Required if it has stages. @default none */
  readonly stage?: string | undefined;
  /** Folder for everything that outlives the process. Created if it does not exist. */
  readonly dataDir: string;
  /** Port of the HTTP API; 0 for any free one. @default 3000 */
  readonly port?: number;
  /** Port of all AWS services; 0 for any free one. @default 3001 */
  readonly awsPort?: number;
  /** Base URL of a sandbox on this machine. Its host and port become callable over http. @default none */
  readonly sandboxUrl?: string;
  /** `host:port` of services on this machine that plugins and webhooks may call, over http too. @default none */
  readonly localHosts?: readonly string[];
  /** Finds out who starts it, and from which commit, for the history of the config. Called once, when it has been ready for a while. @default unknown */
  describeDeployment?(): Promise<Deployment>;
  /** Folder of the built console. It is copied to the data folder. @default none: its pages answer 503 */
  readonly consoleFiles?: string;
  /** Threads that have begun already. @default none */
  readonly spareThreads?: SpareThreads | undefined;
  /** Divides every delay, wait, timeout and interval of the AWS services, but not the timeouts of functions. For tests. @default 1 */
  readonly timeScale?: number;
  /** Receives every log line. @default no-op */
  onLog?(line: RuntimeLogLine): void;
  /** Receives the operation of every AWS request, e.g. `AWSStepFunctions.StartExecution`. @default no-op */
  onRequest?(operation: string): void;
}

/** A tenant that runs on this machine. */
export interface Runtime {
  readonly apiUrl: string;
  readonly awsUrl: string;
  /** The key with which requests to the AWS port are signed. */
  readonly awsAccessKey: AwsAccessKey;
  readonly tenant: string;
  /** Who may sign in to the console, with their passwords. */
  readonly people: People;
  /** Names of the secrets that the tenant needs and the data folder does not have. */
  readonly missingSecrets: readonly string[];
  /** Endpoints and webhooks of the tenant file on this machine. */
  readonly localEndpoints: readonly LocalEndpoint[];
  /**
   * Signs a token for code in this process.
   *
   * @param scopes default: every scope
   * @param clientId default: `in-process`
   */
  token(scopes?: readonly Scope[], clientId?: string): Promise<string>;
  /** Returns the retained events of all buses, oldest first. */
  events(): readonly PublishedEvent[];
  /** Stops everything. Executions and deliveries continue at the next start. */
  close(): Promise<void>;
}

/** File of a data folder that holds orders, executions and events. */
const STORE_FILE = 'store.sqlite';

/** One environment handles many invocations at a time, so that callers that wait for their order do not take a thread each. */
const INVOCATIONS_PER_ENVIRONMENT = 32;

/** When the deployment is recorded, in a thread of its own: the functions of the first orders load before. */
const RECORD_DEPLOYMENT_AFTER_MS = 1500;

/** The reply to functions before the services have opened, and once they close. The SDK retries the request. */
const NOT_OPEN: AwsReply = {
  status: 503,
  body: { __type: 'ServiceUnavailable', message: 'The system starts or closes.' },
};

/**
 * Runs a tenant on this machine: the functions, state machines, routes, rules and schedules of its blueprint, on local
 * implementations of the AWS services. Listens on 127.0.0.1 only.
 *
 * @throws TenantConfigInvalid the tenant file has problems, which are all listed
 * @throws DataFolderInUse another runtime is using the data folder
 * @throws DataFolderOfAnotherTenant the data folder holds the orders of another tenant
 * @throws PortUnavailable a port is taken
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { ownPlugins = [], stage, tenant, tenantFile, sandboxUrl } = options;
  const catalog = pluginCatalog(ownPlugins.map(({ plugin }) => plugin));
  const { config, text } = await readTenant(tenantFile, catalog, { tenant, stage, sandboxUrl });
  const opened = new AsyncDisposableStack();
  try {
    const runtime = await open(options, { blueprint: createBlueprint(config, catalog), catalog, config, text }, opened);
    return { ...runtime, close: () => opened.disposeAsync() };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

/** The tenant, its file and what it consists of. */
interface ServedTenant {
  readonly blueprint: Blueprint;
  readonly catalog: PluginCatalog;
  readonly config: TenantConfig;
  readonly text: string;
}

async function open(
  options: RuntimeOptions,
  { blueprint, catalog, config, text }: ServedTenant,
  opened: AsyncDisposableStack,
): Promise<Omit<Runtime, 'close'>> {
  const dataDir = resolve(options.dataDir);
  const { tenant, functions, routes, schedules } = blueprint;
  const { localHosts = [], ownPlugins = [], sandboxUrl, timeScale = 1 } = options;

  const unlock = await lockDataFolder(dataDir);
  opened.defer(unlock);
  await refuseAnotherTenant(dataDir, tenant);
  const configFile = await writeTenant(dataDir, { text, config, sequences: blueprint.sequences });
  if (sandboxUrl !== undefined) await pointSecretsAtSandbox(dataDir, tenant, sandboxUrl);
  const secretFile = openSecretFile(dataDir);
  const missingSecrets = await prepareSecrets(secretFile, { tenant, functions, webhooks: config.webhooks });
  const groupOf = createGroupOf(blueprint);
  const bundles = await bundleFunctions({
    root: PACKAGE_ROOT,
    functions: functions.map(({ id, entry }) => ({ id, entry, group: groupOf(id) })),
    ownPlugins,
    directory: join(dataDir, 'functions'),
  });

  const store = openStore(join(dataDir, STORE_FILE));
  opened.defer(() => store.close());
  const prefix = namePrefixIn(dataDir, store, tenant);
  const consoleSettings = JSON.stringify(localConsoleSettings(sandboxUrl !== undefined));
  const consoleFiles = join(dataDir, 'console');
  await copyConsole(options.consoleFiles, consoleFiles);
  const api = await openHttpApi(options.port ?? 3000);
  opened.defer(() => api.close());
  const signIn = JSON.stringify(agentSignIn(api.url, blueprint.agents.mayAct));
  const target = {
    apiUrl: api.url,
    configFile,
    consoleFiles,
    consoleSettings,
    agentSignIn: signIn,
    // The events of the sweeper say.
    deployment: JSON.stringify(UNKNOWN_DEPLOYMENT),
    edition: '',
  };
  const references = tenantReferences(blueprint, LOCAL, target, prefix);
  await ensureSearchKey(dataDir, references.searchKey);

  const awsAccessKey = await openAccessKey(dataDir);
  const front = await openAwsFront(options.awsPort ?? 3001);
  opened.defer(() => front.close());
  let services: Services | undefined;
  const lambda = createLambdaPool({
    functions: lambdaFunctions(blueprint, {
      references,
      prefix,
      awsUrl: front.url,
      loopback: [...(sandboxUrl === undefined ? [] : [new URL(sandboxUrl).host]), ...localHosts],
      fileOf: bundles.fileOf,
      groupOf,
    }),
    runtimeFile: pathToFileURL(bundles.runtimeFile),
    compileCache: bundles.compileCache,
    spareThreads: options.spareThreads,
    invocationsPerEnvironment: INVOCATIONS_PER_ENVIRONMENT,
    accessKey: awsAccessKey,
    aws: async (operation, body) => services?.dispatch(operation, body) ?? NOT_OPEN,
    onLog: (line) => options.onLog?.({ kind: 'function', ...line }),
  });
  opened.defer(() => lambda.close());
  const first = functionsOnOrderPath(blueprint);
  // What they have loaded is not what has been bundled now.
  if (bundles.built) options.spareThreads?.close();
  void lambda.warmUp(first).finally(() => options.spareThreads?.close());
  options.spareThreads?.remember(preloadsOf(first, bundles, ownPlugins));
  // Loaded while the functions of the first orders load in threads of their own.
  const [{ openServices }, { openIssuer }, { createAwsEndpoint }] = await Promise.all([
    import('./open-services.ts'),
    import('../oidc/issuer.ts'),
    import('../aws/aws-endpoint.ts'),
  ]);
  services = await openServices(
    {
      blueprint,
      dataDir,
      lambda,
      prefix,
      references,
      secretFile,
      store,
      timeScale,
      onExecution: (detail) => options.onLog?.({ kind: 'execution', detail }),
      onRequest: options.onRequest,
    },
    opened,
  );
  const { dispatch, eventBridge } = services;
  front.serve(createAwsEndpoint(dispatch, { accessKey: awsAccessKey, durable: () => store.commits.durable() }));
  opened.defer(() => {
    front.pause();
    services = undefined;
  });

  const issuer = await openIssuer({
    dataDir,
    issuerUrl: () => api.url,
    audience: 'orders',
    agentRedirectUrls: blueprint.agents.redirectUrls,
  });
  api.serve({
    routes,
    issuer,
    ...(sandboxUrl !== undefined && { handleOwnPath: createSandboxProxy(sandboxUrl, issuer.verify) }),
    refuse: refuseWithoutSpace(dataDir),
    invoke: (id, event, signal) => lambda.invoke(id, event, signal),
    onAccess: (entry) => options.onLog?.({ kind: 'access', entry }),
  });
  // Before everything that its requests need.
  opened.defer(() => api.close());
  let deployment: Promise<Deployment | undefined> | undefined;
  const sweep = async (event: SweepEvent): Promise<unknown> => {
    // A sweep has more to do than to record it.
    deployment ??= (async () => options.describeDeployment?.())().catch(() => undefined);
    return lambda.invoke(SWEEPER_FUNCTION, {
      ...event,
      deployment: (await deployment) ?? UNKNOWN_DEPLOYMENT,
    } satisfies SweepEvent);
  };
  const record = (): Promise<unknown> => sweep({ only: 'deployment' }).catch(() => undefined);
  // The next sweep records it if this fails.
  const recording = setTimeout(record, RECORD_DEPLOYMENT_AFTER_MS).unref();
  opened.defer(() => clearTimeout(recording));
  const running = startSchedules({
    schedules,
    invoke: (id, payload) => (id === SWEEPER_FUNCTION ? sweep({}) : lambda.invoke(id, payload)),
    timeScale,
  });
  opened.defer(() => running.close());
  services.start();

  return {
    apiUrl: api.url,
    awsUrl: front.url,
    awsAccessKey,
    tenant,
    people: issuer.people,
    missingSecrets,
    localEndpoints: localEndpoints(config, catalog),
    token: (scopes, clientId) => issuer.token(scopes, clientId),
    events: () => eventBridge.events(),
  };
}
