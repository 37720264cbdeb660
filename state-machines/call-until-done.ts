import { LAMBDA_SERVICE_ERRORS } from '../blueprint/error-names.ts';
import { expression, LAMBDA_INVOKE, type StateMachineDefinition } from './asl.ts';
import { functionPlaceholder } from './placeholders.ts';
import { PERSISTENT_RETRIER } from './retriers.ts';

/** A function that is called until it has nothing left to do, and how its states read in the console. */
export interface RepeatedCall {
  readonly comment: string;
  readonly functionId: string;
  /** The fields of the input that each call gets. */
  readonly fields: readonly string[];
  /** The error that the function throws to be called again. Its message is JSON with the `seconds` to wait until then. */
  readonly postponedBy: string;
  /** Longer than the function runs. */
  readonly timeoutSeconds: number;
  readonly call: { readonly name: string; readonly comment: string };
  readonly wait: { readonly name: string; readonly comment: string };
}

/** Returns the state machine that calls a function until it is done. It waits at no cost; each call and its wait are two transitions. */
export function callUntilDone(repeated: RepeatedCall): StateMachineDefinition {
  const { call, comment, fields, functionId, postponedBy, timeoutSeconds, wait } = repeated;
  const passedOn = Object.fromEntries(fields.map((field) => [field, expression(`$states.input.${field}`)]));
  return {
    Comment: comment,
    QueryLanguage: 'JSONata',
    StartAt: call.name,
    States: {
      [call.name]: {
        Type: 'Task',
        Comment: call.comment,
        Resource: LAMBDA_INVOKE,
        Arguments: { FunctionName: functionPlaceholder(functionId), Payload: passedOn },
        TimeoutSeconds: timeoutSeconds,
        Retry: [
          { ErrorEquals: [postponedBy], IntervalSeconds: 1, MaxAttempts: 0, BackoffRate: 1 },
          { ...PERSISTENT_RETRIER, ErrorEquals: LAMBDA_SERVICE_ERRORS },
          PERSISTENT_RETRIER,
        ],
        Catch: [
          {
            ErrorEquals: [postponedBy],
            Next: wait.name,
            Output: {
              ...passedOn,
              ticks: expression('$states.input.ticks + 1'),
              seconds: expression('$parse($parse($states.errorOutput.Cause).errorMessage).seconds'),
            },
          },
        ],
        Output: expression('$states.result.Payload'),
        End: true,
      },
      [wait.name]: {
        Type: 'Wait',
        Comment: wait.comment,
        Seconds: expression('$states.input.seconds'),
        Output: passedOn,
        Next: call.name,
      },
    },
  };
}
