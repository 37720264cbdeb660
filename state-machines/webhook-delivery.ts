import {
  FUNCTION_NOT_STARTED_ERRORS,
  LAMBDA_SERVICE_ERRORS,
  UNKNOWN_OUTCOME_ERRORS,
} from '../blueprint/error-names.ts';
import { WEBHOOK_SENDER_FUNCTION } from '../blueprint/functions/function-ids.ts';
import { expression, LAMBDA_INVOKE, type Retrier, type StateMachineDefinition } from './asl.ts';
import { functionPlaceholder } from './placeholders.ts';

const SEND = 'Send webhook';
const WAIT = 'Wait for the next try';

/**
 * The function times out long before this. A queued invocation must not be replaced by another, so the state times out only
 * if no result ever arrives.
 */
const TASK_TIMEOUT_SECONDS = 6 * 3600;

/** The input of an execution. The sender looks up everything else. */
const PASSED_ON = Object.fromEntries(
  ['webhook', 'orderId', 'sequence', 'round'].map((field) => [field, expression(`$states.input.${field}`)]),
);

/**
 * Returns the state machine that delivers one event to one webhook.
 *
 * The happy path is one transition: the sender's Task. The sender schedules the attempts, because it knows the health of the
 * endpoint. It throws DeliveryPostponed with the seconds to wait, and two transitions lead to the next attempt. `Retry`
 * covers faults on our side. An execution fails if the sender gives up the delivery (DeliveryGivenUp).
 */
export function webhookDeliveryDefinition(): StateMachineDefinition {
  return {
    Comment: 'Delivers one order event to one webhook.',
    QueryLanguage: 'JSONata',
    StartAt: SEND,
    States: {
      [SEND]: {
        Type: 'Task',
        Comment: 'Makes one attempt to deliver the event.',
        Resource: LAMBDA_INVOKE,
        Arguments: {
          FunctionName: functionPlaceholder(WEBHOOK_SENDER_FUNCTION),
          Payload: { ...PASSED_ON, owner: expression('$states.context.Execution.Id') },
        },
        TimeoutSeconds: TASK_TIMEOUT_SECONDS,
        Retry: RETRIERS,
        Catch: [
          {
            ErrorEquals: ['DeliveryPostponed'],
            Next: WAIT,
            Output: expression(
              '$merge([$states.input, {"wait": $parse($parse($states.errorOutput.Cause).errorMessage)}])',
            ),
          },
        ],
        Output: expression('$states.result.Payload'),
        End: true,
      },
      [WAIT]: {
        Type: 'Wait',
        Comment: "Waits for the next attempt: by the schedule, the receiver's Retry-After or the circuit breaker.",
        Seconds: expression('$states.input.wait.seconds'),
        Output: PASSED_ON,
        Next: SEND,
      },
    },
  };
}

const RETRIERS: readonly Retrier[] = [
  retrier([...LAMBDA_SERVICE_ERRORS, ...FUNCTION_NOT_STARTED_ERRORS], {
    IntervalSeconds: 2,
    MaxAttempts: 12,
    MaxDelaySeconds: 600,
  }),
  // The receiver may have received the event. It recognises a repeat by its id.
  retrier([...UNKNOWN_OUTCOME_ERRORS], { IntervalSeconds: 5, MaxAttempts: 8, MaxDelaySeconds: 3600 }),
  { ErrorEquals: ['DeliveryGivenUp'], IntervalSeconds: 1, MaxAttempts: 0, BackoffRate: 1 },
  { ErrorEquals: ['DeliveryPostponed'], IntervalSeconds: 1, MaxAttempts: 0, BackoffRate: 1 },
  retrier(['States.ALL'], { IntervalSeconds: 5, MaxAttempts: 12, MaxDelaySeconds: 3600 }),
];

function retrier(
  ErrorEquals: readonly string[],
  limits: Pick<Retrier, 'IntervalSeconds' | 'MaxAttempts'> & { readonly MaxDelaySeconds: number },
): Retrier {
  return { ErrorEquals, ...limits, BackoffRate: 2, JitterStrategy: 'FULL' };
}
