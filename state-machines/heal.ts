import { COMPLETE_ORDER_FUNCTION } from '../blueprint/functions/function-ids.ts';
import { MAX_STEP_TIMEOUT_SECONDS } from '../core/config/step-config.ts';
import { expression, LAMBDA_INVOKE, type StateMachineDefinition } from './asl.ts';
import { noteHealedTask } from './compile-outcome.ts';
import { functionArnLookup } from './placeholders.ts';
import { busyRetrier, HEAL_RETRIER, LAMBDA_RETRIER } from './retriers.ts';
import { stepPayload, stepTimeoutSeconds } from './step-task.ts';

const WAIT = 'Wait to heal';
const HEAL = 'Heal';
const HEALED = 'Note healed';
const NOT_HEALED = 'Not healed';

/**
 * Returns the state machine that heals: it runs a failed non-critical step again until it succeeds.
 *
 * The input of an execution is `{ orderId, run, function, step, results, wait: { seconds } }`, where `function` is the id
 * of the plugin's function.
 *
 * @param functionIds the functions that it may invoke, including the one that records the outcome
 */
export function healDefinition(functionIds: readonly string[]): StateMachineDefinition {
  const plugins = functionIds.filter((id) => id !== COMPLETE_ORDER_FUNCTION);
  return {
    Comment: 'Runs a failed non-critical step again, after its order is complete.',
    QueryLanguage: 'JSONata',
    StartAt: WAIT,
    States: {
      [WAIT]: {
        Type: 'Wait',
        Comment: 'Gives a failing partner time to recover, or waits for its Retry-After.',
        Seconds: expression('$states.input.wait.seconds'),
        Output: expression('$states.input'),
        Next: HEAL,
      },
      [HEAL]: {
        Type: 'Task',
        Comment: 'Runs the step again. Its record prevents a second effect.',
        Resource: LAMBDA_INVOKE,
        Arguments: {
          FunctionName: functionArnLookup(plugins, '$states.input.function'),
          Payload: stepPayload(expression('$states.input.step'), 'heal'),
        },
        TimeoutSeconds: stepTimeoutSeconds({ timeoutSeconds: MAX_STEP_TIMEOUT_SECONDS }),
        Retry: [LAMBDA_RETRIER, busyRetrier({ timeoutSeconds: MAX_STEP_TIMEOUT_SECONDS }), HEAL_RETRIER],
        Catch: [
          {
            ErrorEquals: ['PluginRetryLater'],
            Next: WAIT,
            Output: expression(
              '$merge([$states.input, {"wait": $parse($parse($states.errorOutput.Cause).errorMessage)}])',
            ),
          },
          {
            ErrorEquals: ['States.ALL'],
            Next: NOT_HEALED,
            Output: { error: expression('$states.errorOutput.Error'), cause: expression('$states.errorOutput.Cause') },
          },
        ],
        Output: expression('$states.input'),
        Next: HEALED,
      },
      [HEALED]: noteHealedTask({ End: true }),
      [NOT_HEALED]: {
        Type: 'Fail',
        Comment: 'The order stays degraded. An operator can retry, skip or complete the step.',
        Error: expression('$states.input.error'),
        Cause: expression('$states.input.cause'),
      },
    },
  };
}
