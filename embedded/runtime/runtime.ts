import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Blueprint, createBlueprint, SEQUENCES_FILE } from '../../blueprint/blueprint.ts';
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
import { createAwsEndpoint } from '../aws/aws-endpoint.ts';
import { type AwsReply, createAwsDispatch } from '../aws/dispatch.ts';
import type { AwsAccessKey } from '../credentials-file.ts';
import { openDynamoDb } from '../dynamodb/dynamodb.ts';
import type { PublishedEvent } from '../eventbridge/event.ts';
import { type EventBridge, openEventBridge } from '../eventbridge/event-bridge.ts';
import { openHttpApi } from '../http-api/http-api.ts';
import type { AccessEntry } from '../http-api/request-listener.ts';
import { createSandboxProxy } from '../http-api/sandbox-proxy.ts';
import { bundleFunctions } from '../lambda/bundle-functions.ts';
import { createLambdaPool, type FunctionLogLine } from '../lambda/lambda-pool.ts';
import { openIssuer } from '../oidc/issuer.ts';
import type { People } from '../oidc/sign-in/people.ts';
import { localConsoleSettings } from '../oidc/sign-in/sign-in-settings.ts';
import { ensureSearchKey } from '../secrets/ensure-search-key.ts';
import { createParameterStore } from '../secrets/parameter-store.ts';
import { pointSecretsAtSandbox } from '../secrets/sandbox-credentials.ts';
import { openSecretFile } from '../secrets/secret-file.ts';
import { createSecretsManager } from '../secrets/secrets-manager.ts';
import { prepareSecrets } from '../secrets/tenant-secrets.ts';
import { openStore } from '../sqlite/store.ts';
import { openStepFunctions, type StepFunctions } from '../step-functions/step-functions.ts';
import type { ExecutionStatusChange } from '../step-functions/step-functions-options.ts';
import { adoptFormerStores } from './adopt-former-stores.ts';
import { openAwsFront } from './aws-front.ts';
import { copyConsole } from './copy-console.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import { refuseAnotherTenant, TENANT_COPY } from './data-folder-tenant.ts';
import { deployRules, deployStateMachines } from './deploy-blueprint.ts';
import { refuseWithoutSpace } from './disk-space.ts';
import { createForgetOrders } from './forget-orders.ts';
import { createGroupOf } from './function-groups.ts';
import { keepExecutionsMs } from './keep-executions.ts';
import { lambdaFunctions } from './lambda-functions.ts';
import { LOCAL } from './local.ts';
import { namePrefixIn } from './name-prefix.ts';
import { functionsOnOrderPath } from './order-path.ts';
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
  /** Who starts it, and from which commit: for the history of the config. @default unknown */
  readonly deployment?: Deployment;
  /** Folder of the built console. It is copied to the data folder. @default none: its pages answer 503 */
  readonly consoleFiles?: string;
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

/** The reply to functions while the services close. The SDK retries the request. */
const CLOSING: AwsReply = { status: 503, body: { __type: 'ServiceUnavailable', message: 'The system is closing.' } };

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
  const { tenant, functions, retention, routes, schedules } = blueprint;
  const { localHosts = [], ownPlugins = [], sandboxUrl, timeScale = 1 } = options;

  const unlock = await lockDataFolder(dataDir);
  opened.defer(unlock);
  await refuseAnotherTenant(dataDir, tenant);
  // Functions read a copy of the checked file, so that a later edit of it has no effect until the next start.
  const configFile = join(dataDir, TENANT_COPY);
  await writeFile(configFile, text);
  await writeFile(join(dataDir, SEQUENCES_FILE), JSON.stringify(blueprint.sequences));
  if (sandboxUrl !== undefined) await pointSecretsAtSandbox(dataDir, tenant, sandboxUrl);
  const secretFile = openSecretFile(dataDir);
  const missingSecrets = await prepareSecrets(secretFile, { tenant, functions, webhooks: config.webhooks });
  const bundles = await bundleFunctions({
    root: PACKAGE_ROOT,
    functions,
    ownPlugins,
    directory: join(dataDir, 'functions'),
  });

  const store = openStore(join(dataDir, STORE_FILE));
  opened.defer(() => store.close());
  const dynamo = openDynamoDb(store);
  opened.defer(() => dynamo.close());
  const prefix = namePrefixIn(dataDir, store, tenant);
  const consoleSettings = JSON.stringify(localConsoleSettings(sandboxUrl !== undefined));
  const consoleFiles = join(dataDir, 'console');
  await copyConsole(options.consoleFiles, consoleFiles);
  const api = await openHttpApi(options.port ?? 3000);
  opened.defer(() => api.close());
  const deployment = JSON.stringify(options.deployment ?? UNKNOWN_DEPLOYMENT);
  const signIn = JSON.stringify(agentSignIn(api.url, blueprint.agents.mayAct));
  const target = {
    apiUrl: api.url,
    configFile,
    consoleFiles,
    consoleSettings,
    agentSignIn: signIn,
    deployment,
    edition: '',
  };
  const references = tenantReferences(blueprint, LOCAL, target, prefix);
  await ensureSearchKey(dataDir, references.searchKey);
  await dynamo.ensureTable(references.table, blueprint.table);

  const awsAccessKey = await openAccessKey(dataDir);
  const front = await openAwsFront(options.awsPort ?? 3001);
  opened.defer(() => front.close());
  let isPaused = false;
  const lambda = createLambdaPool({
    functions: lambdaFunctions(blueprint, {
      references,
      prefix,
      awsUrl: front.url,
      loopback: [...(sandboxUrl === undefined ? [] : [new URL(sandboxUrl).host]), ...localHosts],
      fileOf: bundles.fileOf,
      groupOf: createGroupOf(blueprint),
    }),
    runtimeFile: pathToFileURL(bundles.runtimeFile),
    compileCache: bundles.compileCache,
    invocationsPerEnvironment: INVOCATIONS_PER_ENVIRONMENT,
    accessKey: awsAccessKey,
    aws: async (target, body) => (isPaused ? CLOSING : dispatch(target, body)),
    onLog: (line) => options.onLog?.({ kind: 'function', ...line }),
  });
  // While the rest opens, so that the first orders need not wait.
  lambda.warmUp(functionsOnOrderPath(blueprint));
  const forgetting = createForgetOrders(store);
  opened.defer(() => forgetting.close());
  const eventBridge: EventBridge = openEventBridge({
    ...LOCAL,
    store,
    timeScale,
    onStored: forgetting.onEvent,
    invokeLambda: (arn, payload) => lambda.invoke(arn, payload),
    startExecution: (input) => stepFunctions.call('StartExecution', { ...input }),
  });
  // Both close at the same time, so that a delivery whose function is interrupted stays pending.
  opened.defer(async () => void (await Promise.all([eventBridge.close(), lambda.close()])));
  const stepFunctions: StepFunctions = openStepFunctions({
    ...LOCAL,
    store,
    timeScale,
    keepExecutionsMs: keepExecutionsMs(retention),
    invokeLambda: (arn, payload) => lambda.invoke(arn, payload),
    onStatusChange(detail) {
      options.onLog?.({ kind: 'execution', detail });
      eventBridge.putServiceEvent({
        source: 'aws.states',
        'detail-type': 'Step Functions Execution Status Change',
        resources: [detail.executionArn],
        detail: { ...detail },
      });
    },
  });
  opened.defer(() => stepFunctions.close());
  await adoptFormerStores({
    dataDir,
    store,
    table: references.table,
    putItem: (Item) => dynamo.call('PutItem', { TableName: references.table, Item }),
  });
  const secretStores = [createParameterStore, createSecretsManager].map((create) =>
    create({ ...LOCAL, file: secretFile }),
  );

  const dispatch = createAwsDispatch([dynamo, stepFunctions, eventBridge, ...secretStores], options.onRequest);
  front.serve(createAwsEndpoint(dispatch, { accessKey: awsAccessKey, durable: () => store.commits.durable() }));
  opened.defer(() => {
    front.pause();
    isPaused = true;
  });
  await eventBridge.ensureBus(references.bus);
  await deployStateMachines(blueprint, stepFunctions, prefix);
  await deployRules(blueprint, references, eventBridge, prefix);

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
  // The next sweep records it if this fails.
  void lambda.invoke(SWEEPER_FUNCTION, { only: 'deployment' } satisfies SweepEvent).catch(() => undefined);
  const running = startSchedules({ schedules, invoke: (id, payload) => lambda.invoke(id, payload), timeScale });
  opened.defer(() => running.close());
  eventBridge.start();
  stepFunctions.start();
  forgetting.start();

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
