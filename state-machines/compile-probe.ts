import type { SequenceStep } from '../core/sequence/sequence.ts';
import { expression, LAMBDA_INVOKE, literal, type TaskState, type Transition, type WaitState } from './asl.ts';
import { isPatient, parkCatcher } from './compile-park.ts';
import { busyRetrier, LAMBDA_RETRIER, PROBE_RETRIER } from './retriers.ts';
import { HOLD_ORDER, reconcileOf } from './state-names.ts';
import { catcherOf, PASSED_ON, stepArguments, stepTimeoutSeconds, withOutput } from './step-task.ts';

/**
 * Returns the Task state that asks a step's plugin whether an attempt with an unknown outcome had its effect.
 *
 * - If it had, the run continues as after the step.
 * - If not, the step runs again, as often as the step host allows.
 * - If the step's record says that it failed, the run continues as after a failure of the step.
 * - If the outcome is still unknown after all retries, the order is held.
 */
export function compileProbe(step: SequenceStep, transition: Transition, onFailure: string): TaskState {
  const failure = `{"step": ${literal(step.id)}, "error": $states.errorOutput.Error, "cause": $states.errorOutput.Cause}`;
  const failed = catcherOf(`$merge([$states.input, {"failure": ${failure}}])`);
  const stillUnknown = catcherOf('$states.input');
  return {
    Type: 'Task',
    Comment: `Asks the partner whether the effect of ${step.id} happened.`,
    Resource: LAMBDA_INVOKE,
    Arguments: stepArguments(step, 'probe'),
    TimeoutSeconds: stepTimeoutSeconds(step),
    Retry: [LAMBDA_RETRIER, busyRetrier(step), PROBE_RETRIER],
    Catch: [
      ...(isPatient(step) ? [parkCatcher(step, { state: reconcileOf(step.id) }, ['PartnerUnavailable'])] : []),
      { ErrorEquals: ['StepNotApplied'], Next: step.id, Output: PASSED_ON },
      failed(['PluginDeclined', 'PluginFailed'], onFailure),
      stillUnknown(['States.DataLimitExceeded'], HOLD_ORDER),
      stillUnknown(['States.ALL'], HOLD_ORDER),
    ],
    Output: withOutput(step.id, '$states.result.Payload.output'),
    ...transition,
  };
}

/** Returns the Wait state between an attempt that the partner postponed and the next one. */
export function compileWait(step: SequenceStep): WaitState {
  return {
    Type: 'Wait',
    Comment: "Waits for the partner's Retry-After.",
    Seconds: expression('$states.input.wait.seconds'),
    // The end of the patience stays with the order.
    Output: isPatient(step) ? expression('$states.input') : PASSED_ON,
    Next: step.id,
  };
}
