import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { type Fixture, until } from '../../step-functions-fixture.ts';
import type { TokenAnswer } from './conformance-case.ts';

/** The execution whose task tokens are answered. */
interface Answered {
  fixture: Fixture;
  executionArn: string;
  /** Number of calls that the interpreter made before it. */
  callsBefore: number;
  isOver(): boolean;
}

/** Sends answers for task tokens in order. Returns the name of the error with which each was rejected, if any. */
export async function sendAnswers(
  client: SFNClient,
  answers: readonly TokenAnswer[],
  execution: Answered,
): Promise<(string | undefined)[]> {
  const rejections: (string | undefined)[] = [];
  for (const { send, token = 0, afterEnd, fields: { output = 'null', error, cause } = {} } of answers) {
    const taskToken = typeof token === 'string' ? token : await receivedToken(execution, token);
    if (afterEnd === true) await until(() => execution.isOver() || undefined);
    const commands = {
      SendTaskSuccess: () => client.send(new SendTaskSuccessCommand({ taskToken, output })),
      SendTaskFailure: () => client.send(new SendTaskFailureCommand({ taskToken, error, cause })),
      SendTaskHeartbeat: () => client.send(new SendTaskHeartbeatCommand({ taskToken })),
    };
    const rejection = await commands[send]().then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    rejections.push(rejection?.name);
  }
  return rejections;
}

/** Returns the token that a call received, once the call has returned or the execution has ended. */
async function receivedToken({ fixture, executionArn, callsBefore, isOver }: Answered, call: number): Promise<string> {
  await until(async () => {
    const submitted = (await fixture.types(executionArn)).filter((type) => type === 'TaskSubmitted').length;
    return submitted > call || isOver() || undefined;
  });
  return String(fixture.calls[callsBefore + call]?.payload);
}
