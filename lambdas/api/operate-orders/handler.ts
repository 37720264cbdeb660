import { dynamoDbClient, eventBridgeClient, SHORT_TIMEOUTS } from '../../clients.ts';
import { createPublishEvents } from '../../order-events/publish-events.ts';
import { createCurrentSequence } from '../../order-runs/current-sequence.ts';
import { createExecutions, createStartExecution } from '../../order-runs/executions.ts';
import { createStartHeal } from '../../order-runs/start-heal.ts';
import { createUndoSteps } from '../../order-runs/undo-steps.ts';
import { createOperatorStepStore } from '../../order-store/operator-step-store.ts';
import { createOperatorStore } from '../../order-store/operator-store.ts';
import { createOrderStore } from '../../order-store/order-store.ts';
import { environmentGroups, readEnvironment } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger } from '../../runtime/logger.ts';
import {
  createSendTaskHeartbeat,
  createSendTaskResult,
  createStartStateMachine,
  createStateMachineExecutions,
  stepFunctionsClient,
} from '../../step-functions.ts';
import { createApiHandler } from '../api-handler.ts';
import { operateRoutes } from './operate-routes.ts';

/** Resumes and cancels orders and repairs their steps; invoked by the HTTP API. */
export const handler = lazily(() => {
  const { tenant, orderStore, events, executions, config: configFile } = environmentGroups;
  const env = readEnvironment({ ...tenant, ...orderStore, ...events, ...executions, ...configFile });
  const logger = createLogger('operate-orders');
  const client = dynamoDbClient(SHORT_TIMEOUTS);
  const stepFunctions = stepFunctionsClient(SHORT_TIMEOUTS);
  const start = createStartStateMachine(stepFunctions, env.STATE_MACHINE_PREFIX);
  const orders = createOrderStore(client, env.ORDERS_TABLE);
  const currentSequence = createCurrentSequence(env.TENANT_CONFIG_FILE);
  const routes = operateRoutes({
    orders,
    currentSequence,
    operator: createOperatorStore(client, env.ORDERS_TABLE),
    operatorSteps: createOperatorStepStore(client, env.ORDERS_TABLE),
    executions: createExecutions(createStateMachineExecutions(stepFunctions, env.STATE_MACHINE_PREFIX)),
    undoSteps: createUndoSteps(start, { orders, currentSequence }),
    startHeal: createStartHeal(start),
    sendTaskResult: createSendTaskResult(stepFunctions),
    sendTaskHeartbeat: createSendTaskHeartbeat(stepFunctions),
    publishEvents: createPublishEvents(eventBridgeClient(SHORT_TIMEOUTS), env.EVENT_BUS, env.TENANT),
    startExecution: createStartExecution(start),
    onError: (message, error) => logger.error(message, { error: error as Error }),
    now: () => new Date(),
  });
  return createApiHandler(logger, routes);
});
