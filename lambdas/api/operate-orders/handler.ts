import { SHORT_TIMEOUTS } from '../../clients.ts';
import { now, orderStore, orderTable, publishEvents, wire } from '../../compose.ts';
import {
  currentSequence,
  executions,
  startExecution,
  startHeal,
  stepFunctions,
  undoSteps,
} from '../../compose-runs.ts';
import { createOperatorStepStore } from '../../order-store/operator-step-store.ts';
import { createOperatorStore } from '../../order-store/operator-store.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger, logErrors } from '../../runtime/logger.ts';
import { createSendTaskHeartbeat, createSendTaskResult } from '../../step-functions.ts';
import { createApiHandler } from '../api-handler.ts';
import { operateOrdersRoutes } from './routes.ts';

/** Resumes and cancels orders and repairs their steps; invoked by the HTTP API. */
export const handler = lazily(() => {
  const wiring = wire(['tenant', 'table', 'events', 'stateMachines', 'config'], SHORT_TIMEOUTS);
  const logger = createLogger('operate-orders');
  const routes = operateOrdersRoutes({
    orders: orderStore(wiring),
    currentSequence: currentSequence(wiring),
    operator: createOperatorStore(...orderTable(wiring)),
    operatorSteps: createOperatorStepStore(...orderTable(wiring)),
    executions: executions(wiring),
    undoSteps: undoSteps(wiring),
    startHeal: startHeal(wiring),
    sendTaskResult: createSendTaskResult(stepFunctions(wiring)),
    sendTaskHeartbeat: createSendTaskHeartbeat(stepFunctions(wiring)),
    publishEvents: publishEvents(wiring),
    startExecution: startExecution(wiring),
    onError: logErrors(logger),
    now,
  });
  return createApiHandler(logger, routes);
});
