import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { type Fixture, until } from '../../step-functions-fixture.ts';
import type { TokenAnswer } from './conformance-case.ts';

/** The execution whose tokens are answered. */
interface Answered {
  fixture: Fixture;
  executionArn: string;
  /** How many calls the interpreter had made before it. */
  callsBefore: number;
  isOver(): boolean;
}

/** Sends answers for task tokens, one after the other; gives the name of the error that refused each, if any did. */
export async function sendAnswers(
  client: SFNClient,
  answers: readonly TokenAnswer[],
  execution: Answered,
): Promise<(string | undefined)[]> {
  const refusals: (string | undefined)[] = [];
  for (const { send, token = 0, afterEnd, fields: { output = 'null', error, cause } = {} } of answers) {
    const taskToken = typeof token === 'string' ? token : await handedOut(execution, token);
    if (afterEnd === true) await until(() => execution.isOver() || undefined);
    const commands = {
      SendTaskSuccess: () => client.send(new SendTaskSuccessCommand({ taskToken, output })),
      SendTaskFailure: () => client.send(new SendTaskFailureCommand({ taskToken, error, cause })),
      SendTaskHeartbeat: () => client.send(new SendTaskHeartbeatCommand({ taskToken })),
    };
    const refusal = await commands[send]().then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    refusals.push(refusal?.name);
  }
  return refusals;
}

/** The token that a call got, once that call has been answered or the execution is over. */
async function handedOut({ fixture, executionArn, callsBefore, isOver }: Answered, call: number): Promise<string> {
  await until(async () => {
    const submitted = (await fixture.types(executionArn)).filter((type) => type === 'TaskSubmitted').length;
    return submitted > call || isOver() || undefined;
  });
  return String(fixture.calls[callsBefore + call]?.payload);
}
