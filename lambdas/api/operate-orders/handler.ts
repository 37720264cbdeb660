import { SHORT_TIMEOUTS } from '../../clients.ts';
import { wire } from '../../compose.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger } from '../../runtime/logger.ts';
import { createApiHandler } from '../api-handler.ts';
import { createWaiters } from '../waiters.ts';
import { operatorPorts } from './compose-operator.ts';
import { operateOrdersRoutes } from './routes.ts';

/** Resumes and cancels orders and repairs their steps; invoked by the HTTP API. */
export const handler = lazily(async () => {
  const wiring = wire(['tenant', 'table', 'events', 'stateMachines', 'config', 'waiters', 'secrets'], SHORT_TIMEOUTS);
  const logger = createLogger('operate-orders');
  const ports = await operatorPorts(wiring, logger, createWaiters(wiring.env.MAX_WAITERS ?? 1));
  return createApiHandler(logger, operateOrdersRoutes(ports));
});
