import type { SequenceStep } from '../core/sequence/sequence.ts';
import { expression, LAMBDA_INVOKE, literal, type States, type TaskState } from './asl.ts';
import { noteUndoFailure } from './compile-outcome.ts';
import { busyRetrier, LAMBDA_RETRIER, UNDO_RETRIER } from './retriers.ts';
import { FAIL_ORDER, noteUndoFailureOf, undoOf } from './state-names.ts';
import { catcherOf, stepArguments, stepTimeoutSeconds } from './step-task.ts';

/**
 * The states that undo the steps of a run whose critical step failed, the last one first, and then fail the order.
 *
 * A step that cannot be undone is noted, and the chain goes on: what can be undone is.
 *
 * @param steps the steps of the process phase that compensate, in their order
 */
export function compileUndoChain(steps: readonly SequenceStep[]): States {
  return Object.assign(
    {},
    ...steps.map((step, index): States => {
      const next = undoFrom(steps.slice(0, index));
      return {
        [undoOf(step.id)]: undoTask(step, next),
        [noteUndoFailureOf(step.id)]: noteUndoFailure({ Next: next }, expression('$states.input')),
      };
    }),
  );
}

/** The state that the undo of these steps begins with: that of the last one; Fail order when there is none. */
export function undoFrom(steps: readonly SequenceStep[]): string {
  const last = steps.at(-1);
  return last === undefined ? FAIL_ORDER : undoOf(last.id);
}

function undoTask(step: SequenceStep, next: string): TaskState {
  const failure = `{"step": ${literal(step.id)}, "error": $states.errorOutput.Error, "cause": $states.errorOutput.Cause}`;
  const catcher = catcherOf(`$merge([$states.input, {"undoFailure": ${failure}}])`);
  return {
    Type: 'Task',
    Comment: `Undoes ${step.id}, as far as it happened.`,
    Resource: LAMBDA_INVOKE,
    Arguments: stepArguments(step, 'undo'),
    TimeoutSeconds: stepTimeoutSeconds(step),
    Retry: [LAMBDA_RETRIER, busyRetrier(step), UNDO_RETRIER],
    Catch: [
      catcher(['States.DataLimitExceeded'], noteUndoFailureOf(step.id)),
      catcher(['States.ALL'], noteUndoFailureOf(step.id)),
    ],
    Output: expression('$states.input'),
    Next: next,
  };
}
