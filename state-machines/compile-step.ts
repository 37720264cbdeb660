import { pluginFunctionId, STEP_HOST_MARGIN_SECONDS } from '../core/blueprint.ts';
import { LAMBDA_SERVICE_ERRORS, UNKNOWN_OUTCOME_ERRORS } from '../core/errors/error-names.ts';
import type { JsonObject } from '../core/json.ts';
import type { SequenceStep } from '../core/sequence/sequence.ts';
import {
  type Catcher,
  expression,
  LAMBDA_INVOKE,
  literal,
  type Retrier,
  type TaskState,
  type Transition,
} from './asl.ts';
import { functionPlaceholder } from './placeholders.ts';
import { FAIL_ORDER, HOLD_ORDER, noteFailureOf } from './state-names.ts';

/** Seconds beyond the function's own time after which the state gives up: by then the step's claim has ended. */
const TASK_MARGIN_SECONDS = 10;

/** The Task state of a step. */
export function compileStep(step: SequenceStep, transition: Transition): TaskState {
  return {
    Type: 'Task',
    Comment: `${step.critical ? 'Critical' : 'Non-critical'} ${step.phase === 'process' ? 'process' : 'post-process'} step of ${step.name} (${step.service}).`,
    Resource: LAMBDA_INVOKE,
    Arguments: { FunctionName: functionPlaceholder(pluginFunctionId(step.name)), Payload: payloadOf(step) },
    TimeoutSeconds: step.timeoutSeconds + STEP_HOST_MARGIN_SECONDS + TASK_MARGIN_SECONDS,
    Retry: retriersOf(step),
    Catch: catchersOf(step),
    Output: {
      orderId: expression('$states.input.orderId'),
      run: expression('$states.input.run'),
      revision: expression('$states.input.revision'),
      results: expression(`$merge([$states.input.results, {${literal(step.id)}: $states.result.Payload.output}])`),
    },
    ...transition,
  };
}

function payloadOf({ retry, callback, ...step }: SequenceStep): JsonObject {
  return {
    orderId: expression('$states.input.orderId'),
    run: expression('$states.input.run'),
    results: expression('$states.input.results'),
    step: { ...step, retry: { ...retry }, ...(callback !== undefined && { callback: { ...callback } }) },
  };
}

function retriersOf(step: SequenceStep): readonly Retrier[] {
  const leaseSeconds = step.timeoutSeconds + STEP_HOST_MARGIN_SECONDS;
  return [
    {
      ErrorEquals: LAMBDA_SERVICE_ERRORS,
      IntervalSeconds: 2,
      MaxAttempts: 6,
      BackoffRate: 2,
      MaxDelaySeconds: 60,
      JitterStrategy: 'FULL',
    },
    { ErrorEquals: ['StepBusy'], IntervalSeconds: Math.ceil(leaseSeconds / 5), MaxAttempts: 6, BackoffRate: 1 },
    {
      ErrorEquals: step.effect === 'idempotent' ? ['PluginTransient', ...UNKNOWN_OUTCOME_ERRORS] : ['PluginTransient'],
      IntervalSeconds: step.retry.intervalSeconds,
      MaxAttempts: step.retry.maxAttempts,
      BackoffRate: step.retry.backoffRate,
      JitterStrategy: 'FULL',
    },
  ];
}

function catchersOf(step: SequenceStep): readonly Catcher[] {
  const failure = `{"step": ${literal(step.id)}, "error": $states.errorOutput.Error, "cause": $states.errorOutput.Cause}`;
  const catcher = (ErrorEquals: readonly string[], Next: string): Catcher => ({
    ErrorEquals,
    Next,
    Output: expression(`$merge([$states.input, {"failure": ${failure}}])`),
  });
  const next = step.critical ? FAIL_ORDER : noteFailureOf(step.id);
  return [
    ...(step.critical ? [catcher(UNKNOWN_OUTCOME_ERRORS, HOLD_ORDER)] : []),
    catcher(['States.DataLimitExceeded'], next),
    catcher(['States.ALL'], next),
  ];
}
