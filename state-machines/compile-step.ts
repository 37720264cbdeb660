import { NO_EFFECT_ERRORS, UNKNOWN_OUTCOME_ERRORS } from '../blueprint/error-names.ts';
import type { SequenceStep } from '../core/sequence/sequence.ts';
import {
  type Catcher,
  expression,
  LAMBDA_INVOKE,
  LAMBDA_INVOKE_WITH_CALLBACK,
  literal,
  type Retrier,
  type TaskState,
  type Transition,
} from './asl.ts';
import { busyRetrier, LAMBDA_RETRIER } from './retriers.ts';
import { FAIL_ORDER, HOLD_ORDER, noteFailureOf, reconcileOf, waitOf } from './state-names.ts';
import { catcherOf, stepArguments, stepTimeoutSeconds, withOutput } from './step-task.ts';

/**
 * Returns the Task state of a step.
 *
 * @param onFailure the state that follows if a critical step fails: Fail order, or the undo of the latest step
 */
export function compileStep(step: SequenceStep, transition: Transition, onFailure: string = FAIL_ORDER): TaskState {
  const phase = step.phase === 'process' ? 'process' : 'post-process';
  return {
    Type: 'Task',
    Comment: `${step.critical ? 'Critical' : 'Non-critical'} ${phase} step of ${step.name} (${step.service}).`,
    ...callOf(step),
    Retry: retriersOf(step),
    Catch: catchersOf(step, onFailure),
    ...transition,
  };
}

/** Returns the call of a step. Its result comes with the task token if the step waits for a callback, else from the function. */
function callOf(step: SequenceStep): Pick<TaskState, 'Resource' | 'Arguments' | 'TimeoutSeconds' | 'Output'> {
  const timeoutSeconds = stepTimeoutSeconds(step);
  if (step.callback === undefined) {
    return {
      Resource: LAMBDA_INVOKE,
      Arguments: stepArguments(step),
      TimeoutSeconds: timeoutSeconds,
      Output: withOutput(step.id, '$states.result.Payload.output'),
    };
  }
  const { callback } = step;
  const { FunctionName, Payload } = stepArguments(step);
  return {
    Resource: LAMBDA_INVOKE_WITH_CALLBACK,
    Arguments: { FunctionName, Payload: { ...Payload, taskToken: expression('$states.context.Task.Token') } },
    TimeoutSeconds: timeoutSeconds + callback.timeoutSeconds,
    ...(callback.heartbeatSeconds !== undefined && { HeartbeatSeconds: timeoutSeconds + callback.heartbeatSeconds }),
    Output: withOutput(step.id, '$states.result.output'),
  };
}

/**
 * Returns the retries of a step. A call without a reply is repeated if the partner recognises the repeat, but not because
 * a callback is missing: another call would not bring it.
 */
function retriersOf(step: SequenceStep): readonly Retrier[] {
  const lost = UNKNOWN_OUTCOME_ERRORS.filter((name) => step.callback === undefined || !name.startsWith('States.'));
  return [
    LAMBDA_RETRIER,
    busyRetrier(step),
    {
      ErrorEquals: step.effect === 'idempotent' ? ['PluginTransient', ...lost] : ['PluginTransient'],
      IntervalSeconds: step.retry.intervalSeconds,
      MaxAttempts: step.retry.maxAttempts,
      BackoffRate: step.retry.backoffRate,
      JitterStrategy: 'FULL',
    },
  ];
}

/**
 * Returns the catchers of a step. A critical step has failed only if the step host says so: if anything else ended the
 * function, the call may have reached the partner.
 */
function catchersOf(step: SequenceStep, onFailure: string): readonly Catcher[] {
  const failure = `{"step": ${literal(step.id)}, "error": $states.errorOutput.Error, "cause": $states.errorOutput.Cause}`;
  const catcher = catcherOf(`$merge([$states.input, {"failure": ${failure}}])`);
  const unknown = step.probes ? reconcileOf(step.id) : HOLD_ORDER;
  const otherwise = step.critical ? unknown : noteFailureOf(step.id);
  const critical: readonly Catcher[] = [
    catcherOf('$merge([$states.input, {"wait": $parse($parse($states.errorOutput.Cause).errorMessage)}])')(
      ['PluginRetryLater'],
      waitOf(step.id),
    ),
    catcher(NO_EFFECT_ERRORS, onFailure),
    // The order has ended or a later run took over, so this run has nothing to undo.
    catcher(['StepRefused'], FAIL_ORDER),
  ];
  return [
    ...(step.critical ? critical : []),
    catcher(['States.DataLimitExceeded'], otherwise),
    catcher(['States.ALL'], otherwise),
  ];
}
