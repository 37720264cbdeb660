import * as z from 'zod';
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

/**
 * The end of an execution, a `Step Functions Execution Status Change` on the default event bus.
 *
 * Source: AWS Step Functions Developer Guide, "Automating Step Functions event delivery with EventBridge".
 */
const statusChangeSchema = z.object({
  detail: z.object({
    name: z.string(),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});

/** Records the end of runs whose execution ended abnormally; invoked by a rule on the default event bus. */
export const handler = lazily(() => {
  const { tenant, orderStore, events, executions, config } = environmentGroups;
  const env = readEnvironment({ ...tenant, ...orderStore, ...events, ...executions, ...config });
  const client = dynamoDbClient();
  const logger = createLogger('execution-ended');
  const recordAbnormalEnd = createRecordAbnormalEnd({
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
    const settlement = await recordAbnormalEnd(orderId, run, {
      status,
      ...(error && { error }),
      ...(cause && { cause }),
    });
    if (settlement !== 'known') logger.warn('Abnormal end recorded', { run, status, settlement });
    return { settlement };
  };
});
