import { runOfExecutionName } from '../../core/order/order-ids.ts';
import { dynamoDbClient, eventBridgeClient } from '../clients.ts';
import { createPublishEvents } from '../order-events/publish-events.ts';
import { createCurrentSequence } from '../order-runs/current-sequence.ts';
import { createStartHeal } from '../order-runs/start-heal.ts';
import { createOrderStore } from '../order-store/order-store.ts';
import { createStepStore } from '../order-store/step-store.ts';
import { environmentGroups, readEnvironment } from '../runtime/environment.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger } from '../runtime/logger.ts';
import { createStartStateMachine, stepFunctionsClient } from '../step-functions.ts';
import { createRecordAbnormalEnd } from './record-abnormal-end.ts';
import { statusChangeSchema } from './status-change.ts';

/** Settles orders whose execution ended badly; invoked by a rule on the default event bus. */
export const handler = lazily(() => {
  const { tenant, orderStore, events, executions, config } = environmentGroups;
  const env = readEnvironment({ ...tenant, ...orderStore, ...events, ...executions, ...config });
  const client = dynamoDbClient();
  const logger = createLogger('execution-ended');
  const settle = createRecordAbnormalEnd({
    orders: createOrderStore(client, env.ORDERS_TABLE),
    steps: createStepStore(client, env.ORDERS_TABLE),
    startHeal: createStartHeal(createStartStateMachine(stepFunctionsClient(), env.STATE_MACHINE_PREFIX)),
    currentSequence: createCurrentSequence(env.TENANT_CONFIG_FILE),
    publishEvents: createPublishEvents(eventBridgeClient(), env.EVENT_BUS, env.TENANT),
    now: () => new Date(),
  });
  return async (event: unknown) => {
    const { name, status, error, cause } = statusChangeSchema.parse(event).detail;
    const found = runOfExecutionName(name);
    if (found === undefined) return { settlement: 'known' };
    const { orderId, run } = found;
    logger.setCorrelationId(orderId);
    const settlement = await settle(orderId, run, { status, ...(error && { error }), ...(cause && { cause }) });
    if (settlement !== 'known') logger.warn('Order settled', { run, status, settlement });
    return { settlement };
  };
});
