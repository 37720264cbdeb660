import { COMPLETE_ORDER_FUNCTION } from '../blueprint/functions/function-ids.ts';
import { MAX_STEP_TIMEOUT_SECONDS } from '../core/config/step-config.ts';
import { expression, LAMBDA_INVOKE, type StateMachineDefinition } from './asl.ts';
import { noteHealedTask } from './compile-outcome.ts';
import { functionArnLookup } from './placeholders.ts';
import { LAMBDA_RETRIER } from './retriers.ts';
import { stepPayload, stepTimeoutSeconds } from './step-task.ts';

const PROBE = 'Probe';
const FOUND = 'Note effect';
const NOT_FOUND = 'No effect found';

/** What a probe that did not find the effect ends with. The record of the step says which it was. */
const NOT_FOUND_ERRORS = ['StepNotApplied', 'StepStillUnknown', 'StepBusy', 'PluginFailed', 'PluginDeclined'] as const;

/**
 * Returns the state machine that probes a step once, because an operator asked for it.
 *
 * The input of an execution is `{ orderId, run, function, step, results }`, where `function` is the id of the plugin's function.
 * An order that continued without the step is no longer degraded by it once the effect is found.
 *
 * @param functionIds the functions that it may invoke, including the one that records the outcome
 */
export function probeStepDefinition(functionIds: readonly string[]): StateMachineDefinition {
  const plugins = functionIds.filter((id) => id !== COMPLETE_ORDER_FUNCTION);
  return {
    Comment: 'Asks a partner whether a step had its effect, for an operator.',
    QueryLanguage: 'JSONata',
    StartAt: PROBE,
    States: {
      [PROBE]: {
        Type: 'Task',
        Comment: 'Asks the partner and records the answer with the step.',
        Resource: LAMBDA_INVOKE,
        Arguments: {
          FunctionName: functionArnLookup(plugins, '$states.input.function'),
          Payload: { ...stepPayload(expression('$states.input.step'), 'probe'), asked: true },
        },
        TimeoutSeconds: stepTimeoutSeconds({ timeoutSeconds: MAX_STEP_TIMEOUT_SECONDS }),
        Retry: [LAMBDA_RETRIER],
        Catch: [
          {
            ErrorEquals: NOT_FOUND_ERRORS,
            Next: NOT_FOUND,
            Output: { error: expression('$states.errorOutput.Error') },
          },
        ],
        Output: expression('$states.input'),
        Next: FOUND,
      },
      [FOUND]: noteHealedTask({ End: true }),
      [NOT_FOUND]: { Type: 'Pass', Comment: 'The partner does not have the effect, or cannot tell.', End: true },
    },
  };
}
