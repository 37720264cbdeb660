import { RELEASE_ORDERS_FUNCTION } from '../../blueprint/functions/function-ids.ts';
import { releaseEventSchema } from '../../blueprint/wire/park-event.ts';
import { now, orderStore, orderTable, publishEvents, tenantConfig, wire } from '../compose.ts';
import { startRelease, stepFunctions } from '../compose-runs.ts';
import { createParkedOrders } from '../order-store/parking.ts';
import { tracedOrders } from '../order-store/traced-orders.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger, logAbout, logErrors } from '../runtime/logger.ts';
import { createSendTaskResult } from '../step-functions.ts';
import { createConnectionStore } from './connection-store.ts';
import { createReleaseOrders } from './release-orders.ts';

/** Releases the parked orders of a connection; invoked by its state machine. */
export const handler = lazily(async () => {
  const wiring = wire(['tenant', 'table', 'events', 'stateMachines', 'config']);
  const logger = createLogger(RELEASE_ORDERS_FUNCTION);
  const releaseOrders = createReleaseOrders({
    connections: createConnectionStore(...orderTable(wiring)),
    settings: (await tenantConfig(wiring)).connections,
    orders: tracedOrders(orderStore(wiring), (order) => logAbout(logger, order)),
    parkedOrders: createParkedOrders(...orderTable(wiring)),
    sendTaskResult: createSendTaskResult(stepFunctions(wiring)),
    startRelease: startRelease(wiring),
    publishEvents: publishEvents(wiring),
    onError: logErrors(logger),
    random: Math.random,
    now,
  });
  return async (event: unknown) => releaseOrders(releaseEventSchema.parse(event));
});
