import { pluginFunctionId } from '../../blueprint/functions/function-ids.ts';
import type { JsonObject } from '../../core/json.ts';
import { executionNameOf } from '../../core/order/order-ids.ts';
import type { OrderRecord, StepRecord } from '../../core/order/order-record.ts';
import type { StepStatus } from '../../core/order/step-status.ts';
import { type SequenceStep, undoableSteps } from '../../core/sequence/sequence.ts';
import { UNDO_MACHINE } from '../../core/sequence/service-machines.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { StartStateMachine } from '../step-functions.ts';
import type { CurrentSequence } from './current-sequence.ts';

/** Starts the undo of a cancelled order's steps, if the tenant compensates. Starting it again has no effect. */
export type UndoSteps = (order: OrderRecord) => Promise<void>;

/** Dependencies of starting an undo. */
export interface UndoStepsPorts {
  readonly orders: Pick<OrderStore, 'getWithSteps'>;
  readonly currentSequence: CurrentSequence;
}

/** The statuses of a step without an effect. */
const NOTHING_TO_UNDO: readonly StepStatus[] = ['pending', 'skipped', 'undone'];

/** Creates the start of undos. The input is that of `state-machines/undo.ts`. */
export function createUndoSteps(start: StartStateMachine, ports: UndoStepsPorts): UndoSteps {
  return async (order) => {
    const { sequence } = await ports.currentSequence(order.payload);
    const undone = undoableSteps(sequence);
    if (undone.length === 0) return;
    const records = (await ports.orders.getWithSteps(order.id))?.steps ?? [];
    const run = order.runs.length;
    const steps = stepsToUndo(undone, records, run);
    if (steps.length === 0) return;
    const input = {
      orderId: order.id,
      run,
      results: resultsOf(records),
      steps: steps.map((step) => ({ function: pluginFunctionId(step.name), step })),
    };
    await start(UNDO_MACHINE, executionNameOf(order.id, run), input);
  };
}

/**
 * Returns the steps that may have had an effect, the last one first. They include the first step that was not started in
 * this run: a host that read the order before it was cancelled may be about to start it.
 */
export function stepsToUndo(
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

/** Returns the outputs of an order's steps, by step id. */
export function resultsOf(records: readonly StepRecord[]): Readonly<Record<string, JsonObject>> {
  return Object.fromEntries(
    records.flatMap(({ stepId, output }): [string, JsonObject][] => (output === undefined ? [] : [[stepId, output]])),
  );
}
