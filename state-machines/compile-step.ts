import { NO_EFFECT_ERRORS, PARKING_ERRORS, THROTTLED_ERROR, UNKNOWN_OUTCOME_ERRORS } from '../blueprint/error-names.ts';
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
import { isPatient, parkCatcher } from './compile-park.ts';
import { busyRetrier, LAMBDA_RETRIER, PATIENT_LAMBDA_RETRIER } from './retriers.ts';
import { FAIL_ORDER, HOLD_ORDER, noteFailureOf, parkUnknownOf, reconcileOf, waitOf } from './state-names.ts';
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
    isPatient(step) ? PATIENT_LAMBDA_RETRIER : LAMBDA_RETRIER,
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
  const parked = isPatient(step) ? [parkCatcher(step, { state: step.id }, parkingErrorsOf(step))] : [];
  const parkedUnknown =
    isPatient(step) && repeatsUnknown(step)
      ? [parkCatcher(step, { state: step.id, parkState: parkUnknownOf(step.id) }, UNKNOWN_OUTCOME_ERRORS)]
      : [];
  const critical: readonly Catcher[] = [
    catcherOf('$merge([$states.input, {"wait": $parse($parse($states.errorOutput.Cause).errorMessage)}])')(
      ['PluginRetryLater'],
      waitOf(step.id),
    ),
    ...parked,
    ...parkedUnknown,
    catcher(NO_EFFECT_ERRORS, onFailure),
    // The order has ended or a later run took over, so this run has nothing to undo.
    catcher(['StepRefused'], FAIL_ORDER),
  ];
  return [
    ...(step.critical ? critical : parked),
    catcher(['States.DataLimitExceeded'], otherwise),
    catcher(['States.ALL'], otherwise),
  ];
}

/** The wait that a partner asks for is a parking for a non-critical step, which has no Wait state. */
function parkingErrorsOf({ critical }: SequenceStep): readonly string[] {
  const errors = [...PARKING_ERRORS, THROTTLED_ERROR];
  return critical ? errors : [...errors, 'PluginRetryLater'];
}

/**
 * Returns whether an order with an unknown outcome is parked and the step repeated, instead of held: nobody can ask the partner, which
 * recognises the repeat.
 */
export function repeatsUnknown({ critical, effect, probes, callback }: SequenceStep): boolean {
  return critical && effect === 'idempotent' && !probes && callback === undefined;
}
