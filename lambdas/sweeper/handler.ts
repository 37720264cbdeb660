import { SWEEPER_METRICS, WEBHOOK_BACKLOG_METRICS } from '../../blueprint/metrics.ts';
import { enabledWebhooks } from '../../core/config/webhook-config.ts';
import { dynamoDbClient, eventBridgeClient } from '../clients.ts';
import { createPublishEvents } from '../order-events/publish-events.ts';
import { createCurrentSequence } from '../order-runs/current-sequence.ts';
import { createExecutions, createStartExecution } from '../order-runs/executions.ts';
import { createStartHeal } from '../order-runs/start-heal.ts';
import { createUndoSteps } from '../order-runs/undo-steps.ts';
import { createOrderStore } from '../order-store/order-store.ts';
import { createStepStore } from '../order-store/step-store.ts';
import { createUnfinishedOrders } from '../order-store/unfinished-orders.ts';
import { createRecordAbnormalEnd } from '../run-outcome/record-abnormal-end.ts';
import { environmentGroups, readEnvironment } from '../runtime/environment.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger } from '../runtime/logger.ts';
import { createPublishMetrics } from '../runtime/metrics.ts';
import { readTenantConfig } from '../runtime/read-tenant-config.ts';
import { createStartStateMachine, createStateMachineExecutions, stepFunctionsClient } from '../step-functions.ts';
import { createDeliveryIndex } from '../webhook-store/delivery-index.ts';
import { createMeasureAges } from './measure-ages.ts';
import { createSweep } from './sweep.ts';

/** Continues orders that a crash left behind; invoked by a schedule. */
export const handler = lazily(async () => {
  const { tenant, orderStore, events, executions, config: configFile } = environmentGroups;
  const env = readEnvironment({ ...tenant, ...orderStore, ...events, ...executions, ...configFile });
  const tenantConfig = await readTenantConfig(env.TENANT_CONFIG_FILE);
  const currentSequence = createCurrentSequence(env.TENANT_CONFIG_FILE);
  const client = dynamoDbClient();
  const stepFunctions = stepFunctionsClient();
  const start = createStartStateMachine(stepFunctions, env.STATE_MACHINE_PREFIX);
  const logger = createLogger(SWEEPER_METRICS.service);
  const onError = (message: string, error: unknown) => logger.error(message, { error: error as Error });
  const onUnpublished = (error: unknown) => onError('Could not publish metrics', error);
  const publishMetrics = createPublishMetrics(env.TENANT, SWEEPER_METRICS, onUnpublished);
  const orders = createOrderStore(client, env.ORDERS_TABLE);
  const publishEvents = createPublishEvents(eventBridgeClient(), env.EVENT_BUS, env.TENANT);
  const unfinished = createUnfinishedOrders(client, env.ORDERS_TABLE);
  const now = () => new Date();
  const measureAges = createMeasureAges({
    unfinished,
    orders,
    deliveries: createDeliveryIndex(client, env.ORDERS_TABLE),
    webhooks: enabledWebhooks(tenantConfig),
    publishOrders: publishMetrics,
    publishWebhook: createPublishMetrics(env.TENANT, WEBHOOK_BACKLOG_METRICS, onUnpublished),
    onError,
    now,
  });
  const sweep = createSweep({
    orders,
    unfinished,
    publishEvents,
    startExecution: createStartExecution(start),
    executions: createExecutions(createStateMachineExecutions(stepFunctions, env.STATE_MACHINE_PREFIX)),
    undoSteps: createUndoSteps(start, { orders, currentSequence }),
    recordAbnormalEnd: createRecordAbnormalEnd({
      orders,
      steps: createStepStore(client, env.ORDERS_TABLE),
      startHeal: createStartHeal(start),
      currentSequence,
      publishEvents,
      now,
    }),
    onError,
    now,
  });
  return async () => {
    // Before the sweep, so that the ages are published even if there is more to do than the sweep has time for.
    await measureAges();
    const report = await sweep();
    const { started, published, settled, held, troubled } = report;
    if (started + published + settled + troubled > 0) logger.warn('Sweep found work', { ...report });
    publishMetrics({ started, published, settled, held, troubled });
    return report;
  };
});
