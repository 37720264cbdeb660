import {
  InvalidToken,
  SendTaskHeartbeatCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';

/** Tells a state machine that waits of a sign of life; false when it does not wait for this token any more. */
export type SendTaskHeartbeat = (taskToken: string) => Promise<boolean>;

/** Tells over Step Functions. */
export function createSendTaskHeartbeat(client: SFNClient): SendTaskHeartbeat {
  return async (taskToken) => {
    try {
      await client.send(new SendTaskHeartbeatCommand({ taskToken }));
      return true;
    } catch (thrown) {
      if (thrown instanceof TaskTimedOut || thrown instanceof TaskDoesNotExist || thrown instanceof InvalidToken)
        return false;
      throw thrown;
    }
  };
}
