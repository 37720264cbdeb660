import { createPublishEvents } from '../order-events/publish-events.ts';
import { createStartExecution } from '../order-runs/start-run.ts';
import { createOrderStore } from '../order-store/order-store.ts';
import { createUnfinishedOrders } from '../order-store/unfinished-orders.ts';
import { dynamoDbClient, eventBridgeClient, stepFunctionsClient } from '../runtime/aws-clients.ts';
import { environmentGroups, readEnvironment } from '../runtime/environment.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger } from '../runtime/logger.ts';
import { createSweep } from './sweep.ts';

/** Goes on with orders that were left behind; invoked by a schedule. */
export const handler = lazily(() => {
  const { tenant, orderStore, events, executions } = environmentGroups;
  const env = readEnvironment({ ...tenant, ...orderStore, ...events, ...executions });
  const client = dynamoDbClient();
  const logger = createLogger('sweeper');
  const sweep = createSweep({
    orders: createOrderStore(client, env.ORDERS_TABLE),
    unfinished: createUnfinishedOrders(client, env.ORDERS_TABLE),
    publishEvents: createPublishEvents(eventBridgeClient(), env.EVENT_BUS, env.TENANT),
    startExecution: createStartExecution(stepFunctionsClient(), env.STATE_MACHINE_PREFIX),
    onTrouble: (message, error) => logger.error(message, { error: error as Error }),
    now: () => new Date(),
  });
  return async () => {
    const report = await sweep();
    if (report.started + report.published + report.troubled > 0) logger.warn('Sweep found work', { ...report });
    return report;
  };
});
