import { COMPLETE_ORDER_FUNCTION } from '../core/blueprint.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import { expression, type FailState, LAMBDA_INVOKE, type Retrier, type TaskState, type Transition } from './asl.ts';
import { functionPlaceholder } from './placeholders.ts';

/** What the complete-order function is asked to write down. */
export type OutcomeAction = 'complete' | 'note-failure' | 'fail' | 'hold';

/** A run must not end without its order knowing, so these states try for about half an hour. */
const PERSISTENT_RETRY: Retrier = {
  ErrorEquals: ['States.ALL'],
  IntervalSeconds: 2,
  MaxAttempts: 12,
  BackoffRate: 2,
  MaxDelaySeconds: 300,
  JitterStrategy: 'FULL',
};

const PASSED_ON: JsonObject = {
  orderId: expression('$states.input.orderId'),
  run: expression('$states.input.run'),
  revision: expression('$states.input.revision'),
  results: expression('$states.input.results'),
};

/** The Task state that completes the order; what follows it sees all results. */
export function completeOrder(transition: Transition): TaskState {
  return outcomeTask('complete', 'Every critical step succeeded: the order is complete.', {}, PASSED_ON, transition);
}

/** The Task state that notes the failure of a non-critical step and goes on. */
export function noteFailure(transition: Transition): TaskState {
  return outcomeTask(
    'note-failure',
    'A non-critical step failed: noted, and passed over.',
    failureArgument(),
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
  return outcomeTask(action, comment, failureArgument(), output, { Next: next });
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

function failureArgument(): JsonObject {
  return { failure: expression('$states.input.failure') };
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
    Retry: [PERSISTENT_RETRY],
    Output: output,
    ...transition,
  };
}
