import type { Blueprint } from '../../blueprint/blueprint.ts';
import { tenantArns } from '../../blueprint/names.ts';
import type { References } from '../../blueprint/references.ts';
import { type AwsDispatch, createAwsDispatch } from '../aws/dispatch.ts';
import { openDynamoDb } from '../dynamodb/dynamodb.ts';
import { type EventBridge, openEventBridge } from '../eventbridge/event-bridge.ts';
import type { LambdaPool } from '../lambda/lambda-pool.ts';
import { createParameterStore } from '../secrets/parameter-store.ts';
import type { SecretFile } from '../secrets/secret-file.ts';
import { createSecretsManager } from '../secrets/secrets-manager.ts';
import type { Store } from '../sqlite/store.ts';
import { openStepFunctions, type StepFunctions } from '../step-functions/step-functions.ts';
import type { ExecutionStatusChange } from '../step-functions/step-functions-options.ts';
import { adoptFormerStores } from './adopt-former-stores.ts';
import { deployRules, deployStateMachines } from './deploy-blueprint.ts';
import { createForgetOrders } from './forget-orders.ts';
import { keepExecutionsMs } from './keep-executions.ts';
import { LOCAL } from './local.ts';

/** Options of {@link openServices}. */
export interface ServicesOptions {
  readonly blueprint: Blueprint;
  readonly references: References;
  /** What the names of functions and machines start with; see `tenantNames`. */
  readonly prefix: string;
  readonly dataDir: string;
  readonly store: Store;
  readonly secretFile: SecretFile;
  readonly timeScale: number;
  /** Runs the functions. Closes with the services. */
  readonly lambda: LambdaPool;
  /** Called when an execution starts or ends. */
  onExecution(detail: ExecutionStatusChange): void;
  /** Receives the operation of every request. @default no-op */
  onRequest?: ((operation: string) => void) | undefined;
}

/** The AWS services of a tenant on this machine. */
export interface Services {
  /** Carries out requests to any of them. */
  readonly dispatch: AwsDispatch;
  readonly eventBridge: EventBridge;
  /** Continues executions and deliveries. Until then they are stored but do not run. */
  start(): void;
}

/**
 * Opens the table, the bus, the secret stores and the state machines of a tenant, as its blueprint describes them.
 *
 * @param opened closes what was opened
 */
export async function openServices(
  { blueprint, dataDir, lambda, prefix, references, secretFile, store, timeScale, ...options }: ServicesOptions,
  opened: AsyncDisposableStack,
): Promise<Services> {
  const dynamo = openDynamoDb(store);
  opened.defer(() => dynamo.close());
  await dynamo.ensureTable(references.table, blueprint.table);
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
    keepExecutionsMs: keepExecutionsMs(blueprint.retention),
    invokeLambda: (arn, payload) => lambda.invoke(arn, payload),
    onStatusChange(detail) {
      options.onExecution(detail);
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
  await eventBridge.ensureBus(references.bus);
  await deployStateMachines(blueprint, stepFunctions, prefix);
  await deployRules(blueprint, references, eventBridge, prefix);
  const secretStores = [createParameterStore, createSecretsManager].map((create) =>
    create({ ...LOCAL, file: secretFile }),
  );
  return {
    dispatch: createAwsDispatch([dynamo, stepFunctions, eventBridge, ...secretStores], options.onRequest),
    eventBridge,
    start() {
      eventBridge.start();
      stepFunctions.start();
      forgetting.start();
      // That of the default sequence, while the function that submits the first order runs.
      const [first] = blueprint.stateMachines;
      if (first === undefined) return;
      setImmediate(() => stepFunctions.prepare(tenantArns(blueprint.tenant, LOCAL, prefix).stateMachineOf(first.id)));
    },
  };
}
