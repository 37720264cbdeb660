import type { SequenceStep } from '../core/sequence/sequence.ts';
import { expression, LAMBDA_INVOKE, literal, type TaskState, type Transition, type WaitState } from './asl.ts';
import { busyRetrier, LAMBDA_RETRIER, PROBE_RETRIER } from './retriers.ts';
import { HOLD_ORDER } from './state-names.ts';
import { catcherOf, PASSED_ON, stepArguments, stepTimeoutSeconds, withOutput } from './step-task.ts';

/**
 * The Task state that asks a step's plugin whether a lost attempt had its effect, until it knows.
 *
 * It happened: on to where the step leads. It did not: the step again, as often as the step host allows. The step's
 * record says that it failed after all: as the step's own failure. Else a person must look.
 */
export function compileReconcile(step: SequenceStep, transition: Transition, onFailure: string): TaskState {
  const failure = `{"step": ${literal(step.id)}, "error": $states.errorOutput.Error, "cause": $states.errorOutput.Cause}`;
  const failed = catcherOf(`$merge([$states.input, {"failure": ${failure}}])`);
  const stillUnknown = catcherOf('$states.input');
  return {
    Type: 'Task',
    Comment: `Finds out whether ${step.id} happened.`,
    Resource: LAMBDA_INVOKE,
    Arguments: stepArguments(step, 'probe'),
    TimeoutSeconds: stepTimeoutSeconds(step),
    Retry: [LAMBDA_RETRIER, busyRetrier(step), PROBE_RETRIER],
    Catch: [
      { ErrorEquals: ['StepNotApplied'], Next: step.id, Output: PASSED_ON },
      failed(['PluginDeclined', 'PluginFailed'], onFailure),
      stillUnknown(['States.DataLimitExceeded'], HOLD_ORDER),
      stillUnknown(['States.ALL'], HOLD_ORDER),
    ],
    Output: withOutput(step.id, '$states.result.Payload.output'),
    ...transition,
  };
}

/** The Wait state between an attempt that the partner put off and the next one. */
export function compileWait(step: SequenceStep): WaitState {
  return {
    Type: 'Wait',
    Comment: `As long as the partner of ${step.id} asked to be left alone.`,
    Seconds: expression('$states.input.wait.seconds'),
    Output: PASSED_ON,
    Next: step.id,
  };
}
