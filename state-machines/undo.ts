import { COMPLETE_ORDER_FUNCTION } from '../blueprint/functions/function-ids.ts';
import { MAX_STEP_TIMEOUT_SECONDS } from '../core/config/step-config.ts';
import { expression, LAMBDA_INVOKE, type StateMachineDefinition } from './asl.ts';
import { noteUndoFailureTask } from './compile-outcome.ts';
import { functionArnLookup } from './placeholders.ts';
import { busyRetrier, LAMBDA_RETRIER, UNDO_RETRIER } from './retriers.ts';
import { stepPayload, stepTimeoutSeconds } from './step-task.ts';

const UNDO_ALL = 'Undo steps';
const UNDO = 'Undo';
const UNDO_FAILED = 'Undo failed';

/**
 * Returns the state machine that undoes the steps of a cancelled order, one after the other.
 *
 * The input of an execution is `{ orderId, run, results, steps: [{ function, step }] }`. `steps` are in the order in which
 * they are undone; `function` is the id of the plugin's function. If a step cannot be undone, this is recorded, and the
 * next step follows.
 *
 * @param functionIds the functions that it may invoke, including the one that records the outcome
 */
export function undoDefinition(functionIds: readonly string[]): StateMachineDefinition {
  const plugins = functionIds.filter((id) => id !== COMPLETE_ORDER_FUNCTION);
  const failure =
    '{"step": $states.input.step.id, "error": $states.errorOutput.Error, "cause": $states.errorOutput.Cause}';
  const failed = expression(`$merge([$states.input, {"undoFailure": ${failure}}])`);
  return {
    Comment: 'Undoes the steps of a cancelled order.',
    QueryLanguage: 'JSONata',
    StartAt: UNDO_ALL,
    States: {
      [UNDO_ALL]: {
        Type: 'Map',
        Comment: 'Undoes the steps one after the other, in the given order.',
        Items: expression('$states.input.steps'),
        MaxConcurrency: 1,
        ItemSelector: {
          orderId: expression('$states.input.orderId'),
          run: expression('$states.input.run'),
          results: expression('$states.input.results'),
          function: expression('$states.context.Map.Item.Value.function'),
          step: expression('$states.context.Map.Item.Value.step'),
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: UNDO,
          States: {
            [UNDO]: {
              Type: 'Task',
              Comment: 'Undoes the effects of the step.',
              Resource: LAMBDA_INVOKE,
              Arguments: {
                FunctionName: functionArnLookup(plugins, '$states.input.function'),
                Payload: stepPayload(expression('$states.input.step'), 'undo'),
              },
              TimeoutSeconds: stepTimeoutSeconds({ timeoutSeconds: MAX_STEP_TIMEOUT_SECONDS }),
              Retry: [LAMBDA_RETRIER, busyRetrier({ timeoutSeconds: MAX_STEP_TIMEOUT_SECONDS }), UNDO_RETRIER],
              Catch: [
                { ErrorEquals: ['States.DataLimitExceeded'], Next: UNDO_FAILED, Output: failed },
                { ErrorEquals: ['States.ALL'], Next: UNDO_FAILED, Output: failed },
              ],
              Output: {},
              End: true,
            },
            [UNDO_FAILED]: noteUndoFailureTask({ End: true }, {}),
          },
        },
        Output: {},
        End: true,
      },
    },
  };
}
