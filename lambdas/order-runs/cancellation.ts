import { pluginFunctionId } from '../../blueprint/functions/function-ids.ts';
import { executionNameOf } from '../../core/order/order-ids.ts';
import type { OrderRecord, StepRecord } from '../../core/order/order-record.ts';
import type { RunEdition } from '../../core/order/run-edition.ts';
import type { StepStatus } from '../../core/order/step-status.ts';
import { type SequenceStep, undoableSteps } from '../../core/sequence/sequence.ts';
import { UNDO_MACHINE } from '../../core/sequence/service-machines.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import { resultsOf } from '../order-store/step-state.ts';
import type { StartStateMachine } from '../step-functions.ts';
import type { CurrentSequence } from './current-sequence.ts';
import type { Executions } from './executions.ts';
import type { LeaveLanes } from './lanes.ts';

/** Starts the undo of a cancelled order's steps, if the tenant compensates. Starting it again has no effect. */
export type UndoSteps = (order: OrderRecord) => Promise<void>;

/** Dependencies of finishing a cancellation. */
export interface FinishCancellationPorts {
  readonly executions: Pick<Executions, 'stop'>;
  readonly undoSteps: UndoSteps;
  readonly leaveLanes: LeaveLanes;
}

/**
 * Stops the execution of a cancelled order, starts the undo of its steps, if the tenant compensates, and leaves its lanes. Safe to
 * repeat.
 * The caller publishes the order's events afterwards, so after a crash the order is still marked and the sweeper continues.
 */
export async function finishCancellation(
  order: OrderRecord,
  { executions, undoSteps, leaveLanes }: FinishCancellationPorts,
): Promise<void> {
  // Histories keep it for 90 days, so it must not quote the operator.
  await executions.stop(order, 'An operator cancelled the order. Its process events say who and why.');
  await undoSteps(order);
  await leaveLanes(order);
}

/** Dependencies of starting an undo. */
export interface UndoStepsPorts {
  readonly orders: Pick<OrderStore, 'getWithSteps'>;
  readonly currentSequence: CurrentSequence;
}

/** The statuses of a step without an effect. */
const NOTHING_TO_UNDO: readonly StepStatus[] = ['pending', 'skipped', 'undone'];

/** Creates the function that starts undos. Their input is described in `state-machines/undo.ts`. */
export function createUndoSteps(start: StartStateMachine, ports: UndoStepsPorts): UndoSteps {
  return async (order) => {
    const { steps, records, edition } = await undoOf(order, ports);
    const run = order.runs.length;
    if (steps.length === 0) return;
    const input = {
      orderId: order.id,
      run,
      results: resultsOf(records),
      steps: steps.map((step) => ({ function: pluginFunctionId(step.name), step })),
    };
    await start(UNDO_MACHINE, executionNameOf(order.id, run), input, edition);
  };
}

/** Returns the steps of an order that its cancellation undoes, the last one first, with the records of all steps. */
export async function undoOf(
  order: OrderRecord,
  { orders, currentSequence }: UndoStepsPorts,
): Promise<{
  readonly steps: readonly SequenceStep[];
  readonly records: readonly StepRecord[];
  readonly edition?: RunEdition | undefined;
}> {
  const { edition, sequence } = await currentSequence(order.payload, order);
  const undoable = undoableSteps(sequence);
  if (undoable.length === 0) return { steps: [], records: [] };
  const records = (await orders.getWithSteps(order.id))?.steps ?? [];
  return { steps: stepsToUndo(undoable, records, order.runs.length), records, edition };
}

/**
 * Returns the steps that may have had an effect, the last one first. They include the first step that was not started in
 * this run: a host that read the order before it was cancelled may be about to start it.
 */
function stepsToUndo(
  steps: readonly SequenceStep[],
  records: readonly StepRecord[],
  run: number,
): readonly SequenceStep[] {
  const recordOf = ({ id }: SequenceStep) => records.find(({ stepId }) => stepId === id);
  const next = steps.find((step) => canStart(recordOf(step), run));
  return steps
    .filter((step) => step === next || !NOTHING_TO_UNDO.includes(recordOf(step)?.status ?? 'pending'))
    .toReversed();
}

/** Returns whether a host can still start the step: it was never run, or skipped or undone in an earlier run. */
function canStart(record: StepRecord | undefined, run: number): boolean {
  if (record === undefined || record.status === 'pending') return true;
  return NOTHING_TO_UNDO.includes(record.status) && record.run < run && record.completedBy === undefined;
}
