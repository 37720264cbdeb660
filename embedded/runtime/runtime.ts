import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Blueprint, createBlueprint, SEQUENCES_FILE } from '../../blueprint/blueprint.ts';
import { tenantReferences } from '../../blueprint/references.ts';
import { SCOPES } from '../../blueprint/routes/define-route.ts';
import { pluginCatalog } from '../../plugins/registry.ts';
import { createAwsEndpoint } from '../aws/aws-endpoint.ts';
import { type AwsReply, createAwsDispatch } from '../aws/dispatch.ts';
import { openDynamoDb } from '../dynamodb/dynamodb.ts';
import type { PublishedEvent } from '../eventbridge/event.ts';
import { type EventBridge, openEventBridge } from '../eventbridge/event-bridge.ts';
import { startHttpApi } from '../http-api/http-api.ts';
import type { AccessEntry } from '../http-api/request-listener.ts';
import { bundleFunctions } from '../lambda/bundle-functions.ts';
import { createLambdaPool, type FunctionLogLine } from '../lambda/lambda-pool.ts';
import { openIssuer } from '../oidc/issuer.ts';
import { pointSecretsAtSandbox } from '../secrets-manager/sandbox-credentials.ts';
import { openSecretFile } from '../secrets-manager/secret-file.ts';
import { createSecretsManager } from '../secrets-manager/secrets-manager.ts';
import { openStore } from '../sqlite/store.ts';
import { openStepFunctions, type StepFunctions } from '../step-functions/step-functions.ts';
import type { ExecutionStatusChange } from '../step-functions/step-functions-options.ts';
import { adoptFormerStores } from './adopt-former-stores.ts';
import { openAwsFront } from './aws-front.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import { deployRules, deployStateMachines } from './deploy-blueprint.ts';
import { refuseWithoutSpace } from './disk-space.ts';
import { keepExecutionsMs } from './keep-executions.ts';
import { lambdaFunctions } from './lambda-functions.ts';
import { LOCAL } from './local.ts';
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
  /** The tenant that the file must be of. @default any */
  readonly tenant?: string;
  /** Folder for everything that outlives the process. Created if it does not exist. */
  readonly dataDir: string;
  /** Port of the HTTP API; 0 for any free one. @default 3000 */
  readonly port?: number;
  /** Port of all AWS services; 0 for any free one. @default 3001 */
  readonly awsPort?: number;
  /** Base URL of a sandbox on this machine. Its host and port become callable over http. @default none */
  readonly sandboxUrl?: string;
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
  readonly tenant: string;
  /** The client that may request every scope. */
  readonly credentials: { readonly clientId: string; readonly clientSecret: string; readonly tokenUrl: string };
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

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a tenant on this machine: the functions, state machines, routes, rules and schedules of its blueprint, on local
 * implementations of the AWS services. Listens on 127.0.0.1 only.
 *
 * @throws TenantConfigInvalid the tenant file has problems, which are all listed
 * @throws DataFolderInUse another runtime is using the data folder
 * @throws PortUnavailable a port is taken
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const catalog = pluginCatalog();
  const { config, text } = await readTenant(options.tenantFile, catalog, options.tenant);
  const opened = new AsyncDisposableStack();
  try {
    const runtime = await open(options, createBlueprint(config, catalog), text, opened);
    return { ...runtime, close: () => opened.disposeAsync() };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function open(
  options: RuntimeOptions,
  blueprint: Blueprint,
  tenantText: string,
  opened: AsyncDisposableStack,
): Promise<Omit<Runtime, 'close'>> {
  const dataDir = resolve(options.dataDir);
  const { tenant, functions, retention, routes, schedules } = blueprint;
  const { sandboxUrl, timeScale = 1 } = options;

  const unlock = await lockDataFolder(dataDir);
  opened.defer(unlock);
  // Functions read a copy of the checked file, so that a later edit of it has no effect until the next start.
  const configFile = join(dataDir, 'tenant.json');
  await writeFile(configFile, tenantText);
  const references = tenantReferences(tenant, LOCAL, configFile);
  await writeFile(join(dataDir, SEQUENCES_FILE), JSON.stringify(blueprint.sequences));
  if (sandboxUrl !== undefined) await pointSecretsAtSandbox(dataDir, tenant, sandboxUrl);
  const bundles = await bundleFunctions({ root: ROOT, functions, directory: join(dataDir, 'functions') });

  const store = openStore(join(dataDir, STORE_FILE));
  opened.defer(() => store.close());
  const dynamo = openDynamoDb(store);
  opened.defer(() => dynamo.close());
  await dynamo.ensureTable(references.table, blueprint.table);

  const front = await openAwsFront(options.awsPort ?? 3001);
  opened.defer(() => front.close());
  let isPaused = false;
  const lambda = createLambdaPool({
    functions: lambdaFunctions(blueprint, {
      references,
      awsUrl: front.url,
      loopback: sandboxUrl === undefined ? undefined : new URL(sandboxUrl).host,
      fileOf: bundles.fileOf,
    }),
    runtimeFile: pathToFileURL(bundles.runtimeFile),
    compileCache: bundles.compileCache,
    invocationsPerEnvironment: INVOCATIONS_PER_ENVIRONMENT,
    aws: async (target, body) => (isPaused ? CLOSING : aws(target, body)),
    onLog: (line) => options.onLog?.({ kind: 'function', ...line }),
  });
  // While the rest opens, so that the first orders need not wait.
  lambda.warmUp(functionsOnOrderPath(blueprint));
  const eventBridge: EventBridge = openEventBridge({
    ...LOCAL,
    store,
    timeScale,
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
  const secretsManager = createSecretsManager({ ...LOCAL, file: openSecretFile(dataDir) });

  const aws = createAwsDispatch([dynamo, stepFunctions, eventBridge, secretsManager], options.onRequest);
  front.serve(createAwsEndpoint(aws, () => store.commits.durable()));
  opened.defer(() => {
    front.pause();
    isPaused = true;
  });
  await eventBridge.ensureBus(references.bus);
  await deployStateMachines(blueprint, stepFunctions);
  await deployRules(blueprint, references, eventBridge);

  let apiUrl = '';
  const issuer = await openIssuer({ dataDir, issuerUrl: () => apiUrl, scopes: SCOPES, audience: 'orders' });
  const api = await startHttpApi({
    port: options.port ?? 3000,
    routes,
    issuer,
    refuse: refuseWithoutSpace(dataDir),
    invoke: (id, event) => lambda.invoke(id, event),
    onAccess: (entry) => options.onLog?.({ kind: 'access', entry }),
  });
  apiUrl = api.url;
  opened.defer(() => api.close());
  const running = startSchedules({ schedules, invoke: (id, payload) => lambda.invoke(id, payload), timeScale });
  opened.defer(() => running.close());
  eventBridge.start();
  stepFunctions.start();

  return {
    apiUrl,
    awsUrl: front.url,
    tenant,
    credentials: { ...issuer.credentials, tokenUrl: `${apiUrl}/oauth2/token` },
    events: () => eventBridge.events(),
  };
}
