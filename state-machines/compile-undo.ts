import { PARKING_ERRORS, UNKNOWN_OUTCOME_ERRORS } from '../blueprint/error-names.ts';
import type { SequenceStep } from '../core/sequence/sequence.ts';
import { expression, LAMBDA_INVOKE, literal, type Retrier, type States, type TaskState } from './asl.ts';
import { noteUndoFailureTask } from './compile-outcome.ts';
import { isPatient, parkCatcher, parkTask } from './compile-park.ts';
import { busyRetrier, LAMBDA_RETRIER, PATIENT_UNDO_RETRIER, UNDO_RETRIER } from './retriers.ts';
import { FAIL_ORDER, noteUndoFailureOf, parkOf, undoOf } from './state-names.ts';
import { catcherOf, stepArguments, stepTimeoutSeconds } from './step-task.ts';

/**
 * Returns the states that undo the steps of a failed run, latest first, and then fail the order.
 *
 * If a step cannot be undone, this is recorded, and the chain continues with the next step.
 *
 * @param steps the steps that can be undone, in the order in which they run
 */
export function compileUndoChain(steps: readonly SequenceStep[]): States {
  return Object.assign(
    {},
    ...steps.map((step, index): States => {
      const next = undoFrom(steps.slice(0, index));
      return {
        [undoOf(step.id)]: undoTask(step, next),
        [noteUndoFailureOf(step.id)]: noteUndoFailureTask({ Next: next }, expression('$states.input')),
        ...(isPatient(step) && {
          [parkOf(undoOf(step.id))]: parkTask(
            step,
            { mode: 'undo', state: undoOf(step.id), givesUpTo: noteUndoFailureOf(step.id) },
            ['failure', 'undoFailure'],
          ),
        }),
      };
    }),
  );
}

/** Returns the name of the state that starts the undo of these steps; Fail order if there are none. */
export function undoFrom(steps: readonly SequenceStep[]): string {
  const last = steps.at(-1);
  return last === undefined ? FAIL_ORDER : undoOf(last.id);
}

function undoTask(step: SequenceStep, next: string): TaskState {
  const failure = `{"step": ${literal(step.id)}, "error": $states.errorOutput.Error, "cause": $states.errorOutput.Cause}`;
  const catcher = catcherOf(`$merge([$states.input, {"undoFailure": ${failure}}])`);
  return {
    Type: 'Task',
    Comment: `Undoes the effects of ${step.id}.`,
    Resource: LAMBDA_INVOKE,
    Arguments: stepArguments(step, 'undo'),
    TimeoutSeconds: stepTimeoutSeconds(step),
    Retry: [LAMBDA_RETRIER, busyRetrier(step), ...undoRetriersOf(step)],
    Catch: [
      ...(isPatient(step) ? [parkCatcher(step, { state: undoOf(step.id) }, PARKING_ERRORS, 'undoFailure')] : []),
      catcher(['States.DataLimitExceeded'], noteUndoFailureOf(step.id)),
      catcher(['States.ALL'], noteUndoFailureOf(step.id)),
    ],
    Output: expression('$states.input'),
    Next: next,
  };
}

function undoRetriersOf(step: SequenceStep): readonly Retrier[] {
  return isPatient(step)
    ? [PATIENT_UNDO_RETRIER, { ...UNDO_RETRIER, ErrorEquals: UNKNOWN_OUTCOME_ERRORS }]
    : [UNDO_RETRIER];
}
