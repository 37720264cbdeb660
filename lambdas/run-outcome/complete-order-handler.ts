import * as z from 'zod';
import { outcomeEventSchema } from '../../blueprint/wire/outcome-event.ts';
import { parkEventSchema } from '../../blueprint/wire/park-event.ts';
import { now, orderStore, orderTable, publishEvents, stepStore, wire } from '../compose.ts';
import { leaveLanes, startHeal, startRelease } from '../compose-runs.ts';
import { createConnectionStore } from '../connections/connection-store.ts';
import { createAccountSubscriptions } from '../order-store/account-subscriptions.ts';
import { tracedOrders } from '../order-store/traced-orders.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger, logAbout, logErrors } from '../runtime/logger.ts';
import { answerOf, createCompleteOrder } from './complete-order.ts';
import { endOfRun } from './end-of-run.ts';
import { parkOrder } from './park-order.ts';
import { createRecordSubscriptions } from './record-subscriptions.ts';

const eventSchema = z.union([parkEventSchema, outcomeEventSchema]);

/** Records the outcome of runs and steps; invoked by the state machines. */
export const handler = lazily(() => {
  const wiring = wire(['tenant', 'table', 'events', 'stateMachines', 'accountSubscriptions']);
  const logger = createLogger('complete-order');
  const orders = tracedOrders(orderStore(wiring), (order) => logAbout(logger, order));
  const subscriptions = createAccountSubscriptions(...orderTable(wiring), now);
  const completeOrder = createCompleteOrder({
    orders,
    steps: stepStore(wiring),
    startHeal: startHeal(wiring),
    leaveLanes: leaveLanes(wiring, logErrors(logger)),
    publishEvents: publishEvents(wiring),
    ...(wiring.env.ACCOUNT_SUBSCRIPTIONS === 'written' && {
      recordSubscriptions: createRecordSubscriptions(orders, subscriptions, now),
    }),
    now,
  });
  const parkPorts = {
    orders,
    steps: stepStore(wiring),
    connections: createConnectionStore(...orderTable(wiring)),
    startRelease: startRelease(wiring),
    publishEvents: publishEvents(wiring),
    onError: logErrors(logger),
    random: Math.random,
    now,
  };
  return async (event: unknown) => {
    const outcome = eventSchema.parse(event);
    logAbout(logger, { id: outcome.orderId });
    const answer =
      outcome.action === 'park' ? answerOf(await parkOrder(outcome, parkPorts)) : await completeOrder(outcome);
    logger.info('Outcome recorded', {
      orderType: answer.orderType,
      edition: answer.edition,
      run: outcome.run,
      action: outcome.action,
      status: answer.status,
      ended: endOfRun(outcome.action, answer),
    });
    return answer;
  };
});
