import {
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { WaitEnd } from '../order-store/operator-step-store.ts';

/** Tells a state machine that waits how its step ended; false when it does not wait for this token any more. */
export type SendTaskResult = (taskToken: string, end: WaitEnd) => Promise<boolean>;

/** Answers over Step Functions, in the form in which the step host answers and fails. */
export function createSendTaskResult(client: SFNClient): SendTaskResult {
  const send = async (taskToken: string, { status, output = {}, error }: WaitEnd): Promise<void> => {
    if (error === undefined)
      await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ outcome: status, output }) }));
    else
      await client.send(
        new SendTaskFailureCommand({ taskToken, error: error.name, cause: `${error.code}: ${error.publicMessage}` }),
      );
  };
  return async (taskToken, end) => {
    try {
      await send(taskToken, end);
      return true;
    } catch (error) {
      if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken)
        return false;
      throw error;
    }
  };
}
