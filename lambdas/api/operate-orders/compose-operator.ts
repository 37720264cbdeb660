import type { Logger } from '@aws-lambda-powertools/logger';
import {
  laneStore,
  now,
  orderStore,
  orderTable,
  publishEvents,
  searchIndex,
  tenantConfig,
  type Wiring,
} from '../../compose.ts';
import {
  currentSequence,
  executions,
  leaveLanes,
  startExecution,
  startHeal,
  startProbe,
  startRelease,
  stepFunctions,
  undoSteps,
} from '../../compose-runs.ts';
import { createConnectionStore } from '../../connections/connection-store.ts';
import { readSequences } from '../../order-runs/current-sequence.ts';
import { createOperatorStepStore } from '../../order-store/operator-step-store.ts';
import { createOperatorStore } from '../../order-store/operator-store.ts';
import { createParkedOrders } from '../../order-store/parking.ts';
import { logErrors } from '../../runtime/logger.ts';
import { createSendTaskHeartbeat, createSendTaskResult } from '../../step-functions.ts';
import type { Waiters } from '../waiters.ts';
import type { OperatorPorts } from './operator-ports.ts';

/** Creates the dependencies of what operators do, for one order or for many. */
export async function operatorPorts(
  wiring: Wiring<'tenant' | 'table' | 'events' | 'stateMachines' | 'config' | 'searchKey'>,
  logger: Logger,
  waiters: Waiters,
): Promise<OperatorPorts> {
  const config = await tenantConfig(wiring);
  return {
    orders: orderStore(wiring),
    index: searchIndex(wiring),
    currentSequence: currentSequence(wiring),
    operator: createOperatorStore(...orderTable(wiring)),
    operatorSteps: createOperatorStepStore(...orderTable(wiring)),
    executions: executions(wiring),
    undoSteps: undoSteps(wiring),
    lanes: laneStore(wiring),
    leaveLanes: leaveLanes(wiring, logErrors(logger)),
    startHeal: startHeal(wiring),
    startProbe: startProbe(wiring),
    sendTaskResult: createSendTaskResult(stepFunctions(wiring)),
    sendTaskHeartbeat: createSendTaskHeartbeat(stepFunctions(wiring)),
    waiters,
    connections: createConnectionStore(...orderTable(wiring)),
    settings: config.connections,
    parkedOrders: createParkedOrders(...orderTable(wiring)),
    startRelease: startRelease(wiring),
    sequences: () => readSequences(wiring.env.TENANT_CONFIG_FILE),
    publishEvents: publishEvents(wiring),
    startExecution: startExecution(wiring),
    personClaim: async () => config.api.auth?.personClaim,
    onError: logErrors(logger),
    now,
  };
}
