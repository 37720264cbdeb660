import { ERASE_ORDERS_FUNCTION } from '../blueprint/functions/function-ids.ts';
import { ERASURE_TIMEOUT_SECONDS } from '../blueprint/functions/service-functions.ts';
import { expression, LAMBDA_INVOKE, type StateMachineDefinition } from './asl.ts';
import { functionPlaceholder } from './placeholders.ts';
import { PERSISTENT_RETRIER } from './retriers.ts';

const ERASE = 'Erase orders';

/** Enough for a million orders: an invocation erases thousands. */
const MOST_INVOCATIONS = 1_000;

/**
 * Returns the state machine that runs one erasure. Its input is `{ erasureId }`, never a person.
 *
 * The function continues where it stopped, and throws ErasureUnfinished when its time is nearly up.
 */
export function erasureDefinition(): StateMachineDefinition {
  return {
    Comment: 'Erases the personal data of orders.',
    QueryLanguage: 'JSONata',
    StartAt: ERASE,
    States: {
      [ERASE]: {
        Type: 'Task',
        Comment: 'Erases as many orders as the time of the function allows.',
        Resource: LAMBDA_INVOKE,
        Arguments: {
          FunctionName: functionPlaceholder(ERASE_ORDERS_FUNCTION),
          Payload: { erasureId: expression('$states.input.erasureId') },
        },
        TimeoutSeconds: 2 * ERASURE_TIMEOUT_SECONDS,
        Retry: [
          { ErrorEquals: ['ErasureUnfinished'], IntervalSeconds: 1, MaxAttempts: MOST_INVOCATIONS, BackoffRate: 1 },
          PERSISTENT_RETRIER,
        ],
        Output: expression('$states.result.Payload'),
        End: true,
      },
    },
  };
}
