import { expect, test } from 'vitest';
import { createFixture, type Fixture, type FixtureOptions, lambdaTask, until } from './step-functions-fixture.ts';

const waiting = {
  StartAt: 'Ask',
  States: {
    Ask: lambdaTask({
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
      Output: '{% $states.result %}',
      End: true,
    }),
  },
};

/** Starts an execution and waits until its function has the token. */
async function startWaiting(options: FixtureOptions = {}) {
  const fixture = createFixture(options);
  const executionArn = await fixture.start(await fixture.create(waiting));
  const token = await until(() => sentToken(fixture));
  return { fixture, executionArn, token };
}

function sentToken({ calls }: Fixture): string | undefined {
  return (calls.at(-1)?.payload as { token: string } | undefined)?.token;
}

test('a token may be answered before its call has returned', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { fixture, executionArn, token } = await startWaiting({ lambda: () => held });
  await fixture.call('SendTaskSuccess', { taskToken: token, output: '1' });
  release();
  expect(await fixture.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '1' });
  expect(await fixture.types(executionArn)).not.toContain('TaskSubmitted');
});

test('of two concurrent answers, one succeeds and the other is rejected', async () => {
  const { fixture, executionArn, token } = await startWaiting();
  const answers = await Promise.allSettled(
    ['1', '2'].map((output) => fixture.call('SendTaskSuccess', { taskToken: token, output })),
  );
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect((await fixture.ended(executionArn)).output).toBe('1');
});

test('a guessed token is rejected, whatever it points to', async () => {
  const { fixture, token } = await startWaiting();
  const parts = JSON.parse(Buffer.from(token, 'base64').toString()) as object;
  const forge = (changes: object): string => Buffer.from(JSON.stringify({ ...parts, ...changes })).toString('base64');
  const rejections: [string, string][] = [
    ['TaskTimedOut', forge({ nonce: 'guess' })],
    ['TaskTimedOut', forge({ branch: 2 })],
    ['TaskDoesNotExist', forge({ execution: 99 })],
    ['InvalidToken', forge({ execution: '1' })],
  ];
  for (const [name, taskToken] of rejections) {
    await expect(fixture.call('SendTaskSuccess', { taskToken, output: '1' })).rejects.toMatchObject({ name });
  }
});
