import { outcomeEventSchema } from '../../blueprint/wire/outcome-event.ts';
import { now, orderStore, orderTable, publishEvents, stepStore, wire } from '../compose.ts';
import { startHeal } from '../compose-runs.ts';
import { createAccountSubscriptions } from '../order-store/account-subscriptions.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger } from '../runtime/logger.ts';
import { createCompleteOrder } from './complete-order.ts';
import { createRecordSubscriptions } from './record-subscriptions.ts';

/** Records the outcome of runs and steps; invoked by the state machines. */
export const handler = lazily(() => {
  const wiring = wire(['tenant', 'table', 'events', 'stateMachines', 'accountSubscriptions']);
  const orders = orderStore(wiring);
  const subscriptions = createAccountSubscriptions(...orderTable(wiring), now);
  const completeOrder = createCompleteOrder({
    orders,
    steps: stepStore(wiring),
    startHeal: startHeal(wiring),
    publishEvents: publishEvents(wiring),
    ...(wiring.env.ACCOUNT_SUBSCRIPTIONS === 'written' && {
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
