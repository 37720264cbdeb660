import { COMPLETE_ORDER_FUNCTION } from '../blueprint/functions/function-ids.ts';
import type { OutcomeEvent } from '../blueprint/wire/outcome-event.ts';
import type { JsonValue } from '../core/json.ts';
import { NOTICES_FIELD } from '../core/plugin/notices.ts';
import type { SequenceStep } from '../core/sequence/sequence.ts';
import { expression, type FailState, LAMBDA_INVOKE, literal, type TaskState, type Transition } from './asl.ts';
import { functionPlaceholder } from './placeholders.ts';
import { PERSISTENT_RETRIER } from './retriers.ts';
import { PASSED_ON, stepArgument } from './step-task.ts';

/**
 * Returns the Task state that completes the order. States after it still see all results.
 *
 * @param steps the steps before it, whose notices it reports
 */
export function completeOrderTask(steps: readonly SequenceStep[], transition: Transition): TaskState {
  const argument = { notices: expression(noticesOf(steps)) };
  return outcomeTask(
    'complete',
    'Completes the order: every critical step succeeded.',
    argument,
    PASSED_ON,
    transition,
  );
}

/** Returns the Task state that records the failure of a non-critical step, starts its heal, and continues the run. */
export function noteFailureTask(step: SequenceStep, transition: Transition): TaskState {
  return outcomeTask(
    'note-failure',
    'Records that a non-critical step failed and starts its heal; the run continues.',
    {
      failure: expression('$states.input.failure'),
      heal: { step: stepArgument(step), results: expression('$states.input.results') },
    },
    PASSED_ON,
    transition,
  );
}

/** Returns the Task state that fails or holds the order and passes the public error to the Fail state. */
export function endRunTask(action: 'fail' | 'hold', comment: string, next: string): TaskState {
  const output = {
    error: expression('$states.result.Payload.error'),
    cause: expression('$states.result.Payload.cause'),
  };
  return outcomeTask(action, comment, { failure: expression('$states.input.failure') }, output, { Next: next });
}

/** Returns the Fail state that ends a run whose order failed or is held. */
export function runEndedState(comment: string): FailState {
  return {
    Type: 'Fail',
    Comment: comment,
    Error: expression('$states.input.error'),
    Cause: expression('$states.input.cause'),
  };
}

/** Returns the Task state that records that a step could not be undone. */
export function noteUndoFailureTask(transition: Transition, output: JsonValue): TaskState {
  return outcomeTask(
    'undo-failed',
    'Records that a step could not be undone: a person must undo it.',
    { failure: expression('$states.input.undoFailure') },
    output,
    transition,
  );
}

/** Returns the Task state that removes a healed step from the order's degraded steps. */
export function noteHealedTask(transition: Transition): TaskState {
  return outcomeTask(
    'healed',
    'Removes the step from the degraded steps of the order: it has succeeded.',
    { step: expression('$states.input.step.id') },
    expression('$states.result.Payload'),
    transition,
  );
}

/** Names each step: a function over all results would be an expression that one machine evaluates in a process of its own. */
function noticesOf(steps: readonly SequenceStep[]): string {
  const fields = steps.map(
    ({ id }) => `${literal(id)}: $lookup($states.input.results, ${literal(id)}).${NOTICES_FIELD}`,
  );
  return `{${fields.join(', ')}}`;
}

function outcomeTask(
  action: OutcomeEvent['action'],
  comment: string,
  argument: { readonly [Field in 'failure' | 'heal' | 'step' | 'notices']?: JsonValue },
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
