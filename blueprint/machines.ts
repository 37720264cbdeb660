import { SERVICE_MACHINES_OF_EDITIONS } from '../core/editions/edition.ts';
import { type Sequence, type SequenceStep, undoableSteps } from '../core/sequence/sequence.ts';
import {
  ERASURE_MACHINE,
  HEAL_MACHINE,
  JOB_MACHINE,
  PROBE_MACHINE,
  RELEASE_MACHINE,
  UNDO_MACHINE,
  WEBHOOK_DELIVERY,
} from '../core/sequence/service-machines.ts';
import {
  COMPLETE_ORDER_FUNCTION,
  ERASE_ORDERS_FUNCTION,
  pluginFunctionId,
  RELEASE_ORDERS_FUNCTION,
  RUN_PROPOSALS_FUNCTION,
  WEBHOOK_SENDER_FUNCTION,
} from './functions/function-ids.ts';

/** A state machine of a tenant. `state-machines/definition-of.ts` has its definition. */
export interface StateMachineSpec {
  /** Unique in the tenant: the sequence's name, or that of a service machine. */
  readonly id: string;
  /** The sequence that it runs. A service machine, which serves all sequences, has none. */
  readonly sequence?: Sequence;
  /** Ids of the functions that its definition invokes. */
  readonly functions: readonly string[];
  /** Ids of the functions that its role may invoke: those, and the ones that running executions may still invoke. The same for all sequences. */
  readonly mayInvoke: readonly string[];
}

/** Returns the state machines of a tenant: one per sequence, then the service machines. */
export function stateMachines(sequences: readonly Sequence[]): readonly StateMachineSpec[] {
  return [...sequenceMachines(sequences), ...serviceMachines(sequences)];
}

/** Returns whether a state machine serves the runs of one edition, and thus is started in the version of that edition. */
export function belongsToEditions({ id, sequence }: StateMachineSpec): boolean {
  return sequence !== undefined || SERVICE_MACHINES_OF_EDITIONS.includes(id);
}

/** An execution keeps the definition that it started with, so it may still run a step that has left its sequence. */
function sequenceMachines(sequences: readonly Sequence[]): readonly StateMachineSpec[] {
  const mayInvoke = [...new Set(sequences.flatMap(({ steps }) => functionsOf(steps)))];
  return sequences.map((sequence) => ({
    id: sequence.name,
    sequence,
    functions: functionsOf(sequence.steps),
    mayInvoke,
  }));
}

/** A service machine may invoke only what it can be asked to run. */
function serviceMachines(sequences: readonly Sequence[]): readonly StateMachineSpec[] {
  const healed = sequences.flatMap(({ steps }) => steps.filter(({ critical, callback }) => !critical && !callback));
  const undone = sequences.flatMap(undoableSteps);
  const probed = sequences.flatMap(({ steps }) => steps.filter(({ probes }) => probes));
  return [
    { id: WEBHOOK_DELIVERY, functions: [WEBHOOK_SENDER_FUNCTION] },
    { id: HEAL_MACHINE, functions: functionsOf(healed) },
    { id: UNDO_MACHINE, functions: functionsOf(undone) },
    { id: PROBE_MACHINE, functions: functionsOf(probed) },
    { id: ERASURE_MACHINE, functions: [ERASE_ORDERS_FUNCTION] },
    { id: RELEASE_MACHINE, functions: [RELEASE_ORDERS_FUNCTION] },
    { id: JOB_MACHINE, functions: [RUN_PROPOSALS_FUNCTION] },
  ].map((machine) => ({ ...machine, mayInvoke: machine.functions }));
}

function functionsOf(steps: readonly SequenceStep[]): readonly string[] {
  return [...new Set([...steps.map(({ name }) => pluginFunctionId(name)), COMPLETE_ORDER_FUNCTION])];
}
