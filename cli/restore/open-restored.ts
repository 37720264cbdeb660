import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tenantNames } from '../../blueprint/names.ts';
import { chooseSequence } from '../../core/config/choose-sequence.ts';
import { configVersion } from '../../core/config/config-version.ts';
import type { TenantConfig } from '../../core/config/tenant-config.ts';
import type { Sequence } from '../../core/sequence/sequence.ts';
import { createEditionStore } from '../../lambdas/editions/edition-store.ts';
import { createMarkedOutbox } from '../../lambdas/order-events/outbox.ts';
import { createPublishEvents } from '../../lambdas/order-events/publish-events.ts';
import { createLeaveLanes } from '../../lambdas/order-runs/lanes.ts';
import { createStartHeal } from '../../lambdas/order-runs/start-heal.ts';
import { createLaneStore } from '../../lambdas/order-store/lane-store.ts';
import { createOrderStore } from '../../lambdas/order-store/order-store.ts';
import { createStepStore } from '../../lambdas/order-store/step-store.ts';
import { recordHealed } from '../../lambdas/run-outcome/degraded-steps.ts';
import { createRecordAbnormalEnd } from '../../lambdas/run-outcome/record-abnormal-end.ts';
import { createStartStateMachine } from '../../lambdas/step-functions.ts';
import { stateMachinePrefixOf } from '../state-machine-prefix.ts';
import { createTenantExecutions } from './executions-since.ts';
import type { RestoreOrdersPorts } from './restore-orders.ts';
import { createRestoredTable } from './restored-table.ts';

/** The clients of AWS that the restore of orders needs. */
export interface RestoreClients {
  readonly dynamoDb: DynamoDBDocumentClient;
  readonly eventBridge: EventBridgeClient;
  readonly stepFunctions: SFNClient;
}

/** A tenant as it is deployed. */
export interface DeployedTenant {
  readonly config: TenantConfig;
  readonly sequences: readonly Sequence[];
}

/** The earliest that a heal starts: the functions are stopped, and a heal gives up after four hours. */
const HEAL_AFTER_SECONDS = 3_600;

/**
 * Opens the restored table of a tenant and what belongs to it.
 *
 * @throws UsageError there is no such table
 */
export async function openRestored(
  { config, sequences }: DeployedTenant,
  { dynamoDb, eventBridge, stepFunctions }: RestoreClients,
): Promise<Omit<RestoreOrdersPorts, 'onRestored'>> {
  const { bus, table } = tenantNames(config.tenant);
  const prefix = await stateMachinePrefixOf(config.tenant, dynamoDb);
  const now = (): Date => new Date();
  const orders = createOrderStore(dynamoDb, table);
  const steps = createStepStore(dynamoDb, table);
  const publishEvents = createPublishEvents(eventBridge, bus, config.tenant);
  const startHeal = createStartHeal(createStartStateMachine(stepFunctions, prefix));
  const recordPorts = {
    orders,
    steps,
    publishEvents,
    startHeal: (healing: Parameters<typeof startHeal>[0]) =>
      startHeal({ ...healing, waitSeconds: Math.max(HEAL_AFTER_SECONDS, healing.waitSeconds) }),
    // The sweeper starts the next order of a lane once the functions run again.
    leaveLanes: createLeaveLanes({ orders, lanes: createLaneStore(dynamoDb, table), startRun: async () => undefined }),
    now,
  };
  const built = { overrides: config.overrides, sequences, configVersion: configVersion(config) };
  return {
    orders,
    steps,
    table: createRestoredTable(dynamoDb, table),
    editions: createEditionStore(dynamoDb, table),
    executions: createTenantExecutions(stepFunctions, prefix),
    recordAbnormalEnd: createRecordAbnormalEnd({
      ...recordPorts,
      currentSequence: async (payload) => chooseSequence(built, payload),
    }),
    recordHealed: (orderId, run, step) =>
      recordHealed({ orderId, run, step }, { ...recordPorts, outbox: createMarkedOutbox(recordPorts) }),
    now,
  };
}
