import { SWEEPER_METRICS, SWEEPER_SERVICE } from '../../core/recovery/sweeper-metrics.ts';
import { createPublishEvents } from '../order-events/publish-events.ts';
import { createExecutions } from '../order-runs/executions.ts';
import { createSettleEndedRun } from '../order-runs/settle-ended-run.ts';
import { createStartHeal } from '../order-runs/start-heal.ts';
import { createStartExecution } from '../order-runs/start-run.ts';
import { createTodaysSequence } from '../order-runs/todays-sequence.ts';
import { createUndoSteps } from '../order-runs/undo-steps.ts';
import { createOperatorStore } from '../order-store/operator-store.ts';
import { createOrderStore } from '../order-store/order-store.ts';
import { createStepStore } from '../order-store/step-store.ts';
import { createUnfinishedOrders } from '../order-store/unfinished-orders.ts';
import { dynamoDbClient } from '../runtime/dynamo-db-client.ts';
import { environmentGroups, readEnvironment } from '../runtime/environment.ts';
import { eventBridgeClient } from '../runtime/event-bridge-client.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger } from '../runtime/logger.ts';
import { createPublishCounts } from '../runtime/metrics.ts';
import { stepFunctionsClient } from '../runtime/step-functions-client.ts';
import { createSweep } from './sweep.ts';

/** Goes on with orders that were left behind; invoked by a schedule. */
export const handler = lazily(() => {
  const { tenant, orderStore, events, executions, config: configFile } = environmentGroups;
  const env = readEnvironment({ ...tenant, ...orderStore, ...events, ...executions, ...configFile });
  const todaysSequence = createTodaysSequence(env.TENANT_CONFIG_FILE);
  const client = dynamoDbClient();
  const stepFunctions = stepFunctionsClient();
  const logger = createLogger(SWEEPER_SERVICE);
  const publishCounts = createPublishCounts(env.TENANT, SWEEPER_SERVICE);
  const orders = createOrderStore(client, env.ORDERS_TABLE);
  const publishEvents = createPublishEvents(eventBridgeClient(), env.EVENT_BUS, env.TENANT);
  const now = () => new Date();
  const sweep = createSweep({
    orders,
    unfinished: createUnfinishedOrders(client, env.ORDERS_TABLE),
    publishEvents,
    startExecution: createStartExecution(stepFunctions, env.STATE_MACHINE_PREFIX),
    executions: createExecutions(stepFunctions, env.STATE_MACHINE_PREFIX),
    undoSteps: createUndoSteps(stepFunctions, env.STATE_MACHINE_PREFIX, { orders, todaysSequence }),
    settleEndedRun: createSettleEndedRun({
      orders,
      steps: createStepStore(client, env.ORDERS_TABLE),
      degraded: createOperatorStore(client, env.ORDERS_TABLE),
      startHeal: createStartHeal(stepFunctions, env.STATE_MACHINE_PREFIX),
      todaysSequence,
      publishEvents,
      now,
    }),
    onTrouble: (message, error) => logger.error(message, { error: error as Error }),
    now,
  });
  return async () => {
    const report = await sweep();
    const { started, published, settled, troubled } = report;
    if (started + published + settled + troubled > 0) logger.warn('Sweep found work', { ...report });
    publishCounts({
      [SWEEPER_METRICS.started]: started,
      [SWEEPER_METRICS.published]: published,
      [SWEEPER_METRICS.settled]: settled,
      [SWEEPER_METRICS.troubled]: troubled,
    });
    return report;
  };
});
