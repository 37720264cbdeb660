import * as z from 'zod';
import { dynamoDbClient, eventBridgeClient } from '../clients.ts';
import { createPublishEvents } from '../order-events/publish-events.ts';
import { createStartHeal } from '../order-runs/start-heal.ts';
import { createAccountSubscriptions } from '../order-store/account-subscriptions.ts';
import { createOrderStore } from '../order-store/order-store.ts';
import { createStepStore } from '../order-store/step-store.ts';
import { environmentGroups, readEnvironment } from '../runtime/environment.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger } from '../runtime/logger.ts';
import { createStartStateMachine, stepFunctionsClient } from '../step-functions.ts';
import { createCompleteOrder } from './complete-order.ts';
import { outcomeEventSchema } from './outcome-event.ts';
import { createRecordSubscriptions } from './record-subscriptions.ts';

/** Set by the blueprint: `written` if a sequence reads account subscriptions. */
const accountSubscriptions = { ACCOUNT_SUBSCRIPTIONS: z.enum(['written', 'unused']).default('unused') };

/** Records the outcome of runs and steps; invoked by the state machines. */
export const handler = lazily(() => {
  const { tenant, orderStore, events, executions } = environmentGroups;
  const env = readEnvironment({ ...tenant, ...orderStore, ...events, ...executions, ...accountSubscriptions });
  const client = dynamoDbClient();
  const orders = createOrderStore(client, env.ORDERS_TABLE);
  const now = () => new Date();
  const subscriptions = createAccountSubscriptions(client, env.ORDERS_TABLE, now);
  const completeOrder = createCompleteOrder({
    orders,
    steps: createStepStore(client, env.ORDERS_TABLE),
    startHeal: createStartHeal(createStartStateMachine(stepFunctionsClient(), env.STATE_MACHINE_PREFIX)),
    publishEvents: createPublishEvents(eventBridgeClient(), env.EVENT_BUS, env.TENANT),
    ...(env.ACCOUNT_SUBSCRIPTIONS === 'written' && {
      recordSubscriptions: createRecordSubscriptions(orders, subscriptions, now),
    }),
    now,
  });
  const logger = createLogger('complete-order');
  return async (event: unknown) => {
    const outcome = outcomeEventSchema.parse(event);
    logger.setCorrelationId(outcome.orderId);
    const answer = await completeOrder(outcome);
    logger.info('Outcome recorded', {
      orderType: answer.orderType,
      run: outcome.run,
      action: outcome.action,
      status: answer.status,
    });
    return answer;
  };
});
