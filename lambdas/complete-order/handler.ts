import { createPublishEvents } from '../order-events/publish-events.ts';
import { createOrderStore } from '../order-store/order-store.ts';
import { createStepStore } from '../order-store/step-store.ts';
import { dynamoDbClient, eventBridgeClient } from '../runtime/aws-clients.ts';
import { environmentGroups, readEnvironment } from '../runtime/environment.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger } from '../runtime/logger.ts';
import { createCompleteOrder } from './complete-order.ts';
import { outcomeEventSchema } from './outcome-event.ts';

/** Writes down how a run went; invoked by the state machines. */
export const handler = lazily(() => {
  const { tenant, orderStore, events } = environmentGroups;
  const env = readEnvironment({ ...tenant, ...orderStore, ...events });
  const client = dynamoDbClient();
  const completeOrder = createCompleteOrder({
    orders: createOrderStore(client, env.ORDERS_TABLE),
    steps: createStepStore(client, env.ORDERS_TABLE),
    publishEvents: createPublishEvents(eventBridgeClient(), env.EVENT_BUS, env.TENANT),
    now: () => new Date(),
  });
  const logger = createLogger('complete-order');
  return async (event: unknown) => {
    const outcome = outcomeEventSchema.parse(event);
    const answer = await completeOrder(outcome);
    logger.info('Outcome written', {
      orderId: outcome.orderId,
      run: outcome.run,
      action: outcome.action,
      status: answer.status,
    });
    return answer;
  };
});
