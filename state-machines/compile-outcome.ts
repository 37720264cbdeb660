import { COMPLETE_ORDER_FUNCTION } from '../blueprint/functions/function-ids.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import type { SequenceStep } from '../core/sequence/sequence.ts';
import { expression, type FailState, LAMBDA_INVOKE, type TaskState, type Transition } from './asl.ts';
import { functionPlaceholder } from './placeholders.ts';
import { PERSISTENT_RETRIER } from './retriers.ts';
import { PASSED_ON, stepArgument } from './step-task.ts';

/** What the complete-order function is asked to write down. */
export type OutcomeAction = 'complete' | 'note-failure' | 'fail' | 'hold' | 'healed' | 'undo-failed';

/** The Task state that completes the order; what follows it sees all results. */
export function completeOrder(transition: Transition): TaskState {
  return outcomeTask('complete', 'Every critical step succeeded: the order is complete.', {}, PASSED_ON, transition);
}

/** The Task state that notes the failure of a non-critical step, has it healed, and goes on. */
export function noteFailure(step: SequenceStep, transition: Transition): TaskState {
  return outcomeTask(
    'note-failure',
    'A non-critical step failed: noted, and passed over.',
    {
      failure: expression('$states.input.failure'),
      heal: { step: stepArgument(step), results: expression('$states.input.results') },
    },
    PASSED_ON,
    transition,
  );
}

/** The Task state that ends a run badly, and passes the public error on to the Fail state. */
export function endBadly(action: 'fail' | 'hold', comment: string, next: string): TaskState {
  const output = {
    error: expression('$states.result.Payload.error'),
    cause: expression('$states.result.Payload.cause'),
  };
  return outcomeTask(action, comment, { failure: expression('$states.input.failure') }, output, { Next: next });
}

/** The Fail state in which a run that ended badly comes to rest. */
export function ended(comment: string): FailState {
  return {
    Type: 'Fail',
    Comment: comment,
    Error: expression('$states.input.error'),
    Cause: expression('$states.input.cause'),
  };
}

/** The Task state that notes that a step could not be undone. */
export function noteUndoFailure(transition: Transition, output: JsonValue): TaskState {
  return outcomeTask(
    'undo-failed',
    'A step could not be undone: somebody has to look.',
    { failure: expression('$states.input.undoFailure') },
    output,
    transition,
  );
}

/** The Task state that takes a step off the list of those that the order went on without. */
export function noteHealed(transition: Transition): TaskState {
  return outcomeTask(
    'healed',
    'The step has succeeded after all.',
    { step: expression('$states.input.step.id') },
    expression('$states.result.Payload'),
    transition,
  );
}

function outcomeTask(
  action: OutcomeAction,
  comment: string,
  argument: JsonObject,
  output: JsonValue,
  transition: Transition,
): TaskState {
  return {
    Type: 'Task',
    Comment: comment,
    Resource: LAMBDA_INVOKE,
    Arguments: {
      FunctionName: functionPlaceholder(COMPLETE_ORDER_FUNCTION),
      Payload: {
        action,
        orderId: expression('$states.input.orderId'),
        run: expression('$states.input.run'),
        ...argument,
      },
    },
    TimeoutSeconds: 30,
    Retry: [PERSISTENT_RETRIER],
    Output: output,
    ...transition,
  };
}
