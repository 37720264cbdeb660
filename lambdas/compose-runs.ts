import type { SFNClient } from '@aws-sdk/client-sfn';
import {
  laneStore,
  now,
  orderStore,
  orderTable,
  publishEvents,
  stepStore,
  tenantConfig,
  type Wiring,
} from './compose.ts';
import { createStartRelease, type StartRelease } from './connections/release-execution.ts';
import { createChooseEdition } from './editions/choose-edition.ts';
import { createEditionStore } from './editions/edition-store.ts';
import { createUndoSteps, type UndoSteps } from './order-runs/cancellation.ts';
import { type CurrentSequence, createCurrentSequence } from './order-runs/current-sequence.ts';
import {
  createExecutions,
  createStartExecution,
  type Executions,
  type StartExecution,
} from './order-runs/executions.ts';
import { createLeaveLanes, type LeaveLanes } from './order-runs/lanes.ts';
import { createStartHeal, type StartHeal } from './order-runs/start-heal.ts';
import { createStartProbe, type StartProbe } from './order-runs/start-probe.ts';
import { type StartRunPorts, startRun } from './order-runs/start-run.ts';
import { createRecordAbnormalEnd, type RecordAbnormalEnd } from './run-outcome/record-abnormal-end.ts';
import {
  createPublishVersion,
  createStartStateMachine,
  createStateMachineExecutions,
  type PublishVersion,
  type StartStateMachine,
  stepFunctionsClient,
} from './step-functions.ts';

/** Returns the function's client of Step Functions. */
export function stepFunctions({ once }: Wiring<'stateMachines'>): SFNClient {
  return once(openStepFunctions);
}

function openStepFunctions({ timeouts }: Wiring<'stateMachines'>): SFNClient {
  return stepFunctionsClient(timeouts);
}

/** Creates the function that starts state machines. */
export function startStateMachine(wiring: Wiring<'stateMachines'>): StartStateMachine {
  return createStartStateMachine(stepFunctions(wiring), wiring.env.STATE_MACHINE_PREFIX);
}

/** Creates the function that publishes versions of state machines. */
export function publishVersion(wiring: Wiring<'stateMachines'>): PublishVersion {
  return createPublishVersion(stepFunctions(wiring), wiring.env.STATE_MACHINE_PREFIX);
}

/** Creates the function that starts runs. */
export function startExecution(wiring: Wiring<'stateMachines'>): StartExecution {
  return createStartExecution(startStateMachine(wiring));
}

/** Creates access to the executions of runs. */
export function executions(wiring: Wiring<'stateMachines'>): Executions {
  return createExecutions(createStateMachineExecutions(stepFunctions(wiring), wiring.env.STATE_MACHINE_PREFIX));
}

/** Creates the function that starts heals. */
export function startHeal(wiring: Wiring<'stateMachines'>): StartHeal {
  return createStartHeal(startStateMachine(wiring));
}

/** Creates the function that starts probes for operators. */
export function startProbe(wiring: Wiring<'stateMachines'>): StartProbe {
  return createStartProbe(startStateMachine(wiring));
}

/** Creates the function that starts releases of parked orders. */
export function startRelease(wiring: Wiring<'stateMachines'>): StartRelease {
  return createStartRelease(startStateMachine(wiring));
}

/** Returns the function that chooses an order's sequence from the deployed config. */
export function currentSequence({ once }: Wiring<'config' | 'table'>): CurrentSequence {
  return once(openCurrentSequence);
}

function openCurrentSequence(wiring: Wiring<'config' | 'table'>): CurrentSequence {
  const chooseEdition = createChooseEdition({ editions: createEditionStore(...orderTable(wiring)), now });
  return createCurrentSequence(wiring.env.TENANT_CONFIG_FILE, () => tenantConfig(wiring), chooseEdition);
}

/** Creates the function that starts the undo of a cancelled order. */
export function undoSteps(wiring: Wiring<'table' | 'config' | 'stateMachines'>): UndoSteps {
  return createUndoSteps(startStateMachine(wiring), {
    orders: orderStore(wiring),
    currentSequence: currentSequence(wiring),
  });
}

/**
 * Creates the function that leaves the lanes of an order whose run has ended.
 *
 * @param onError called with an error that the sweeper recovers from
 */
export function leaveLanes(
  wiring: Wiring<'tenant' | 'table' | 'events' | 'stateMachines'>,
  onError: StartRunPorts['onError'],
): LeaveLanes {
  const ports = {
    orders: orderStore(wiring),
    lanes: laneStore(wiring),
    publishEvents: publishEvents(wiring),
    startExecution: startExecution(wiring),
    onError,
  };
  return createLeaveLanes({ ...ports, startRun: (order) => startRun(order, ports) });
}

/**
 * Creates the function that records runs whose execution ended without recording an outcome.
 *
 * @param orders the store that it reads orders from. @default one of its own
 */
export function recordAbnormalEnd(
  wiring: Wiring<'tenant' | 'table' | 'events' | 'config' | 'stateMachines'>,
  onError: StartRunPorts['onError'],
  orders = orderStore(wiring),
): RecordAbnormalEnd {
  return createRecordAbnormalEnd({
    orders,
    steps: stepStore(wiring),
    startHeal: startHeal(wiring),
    leaveLanes: leaveLanes(wiring, onError),
    currentSequence: currentSequence(wiring),
    publishEvents: publishEvents(wiring),
    now,
  });
}
