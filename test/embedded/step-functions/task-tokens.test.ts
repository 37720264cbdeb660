import { expect, test } from 'vitest';
import { createFixture, type Fixture, type FixtureOptions, lambdaTask, until } from './step-functions-fixture.ts';

const waiting = (fields: object = {}): object => ({
  StartAt: 'Ask',
  States: {
    Ask: lambdaTask({
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
      Output: '{% $states.result %}',
      End: true,
      ...fields,
    }),
  },
});

/** Starts an execution and waits until its function has the token. */
async function startWaiting(options: FixtureOptions = {}, fields?: object) {
  const fixture = createFixture(options);
  const executionArn = await fixture.start(await fixture.create(waiting(fields)));
  const token = await until(() => sentToken(fixture));
  return { fixture, executionArn, token };
}

function sentToken({ calls }: Fixture): string | undefined {
  return (calls.at(-1)?.payload as { token: string } | undefined)?.token;
}

async function submitted({ types }: Fixture, executionArn: string): Promise<void> {
  await until(async () => (await types(executionArn)).includes('TaskSubmitted') || undefined);
}

test('a task ends with the output that its token is answered with', async () => {
  const { fixture, executionArn, token } = await startWaiting();
  await submitted(fixture, executionArn);
  expect(await fixture.call('SendTaskSuccess', { taskToken: token, output: '{"paid":true}' })).toEqual({});
  expect(await fixture.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"paid":true}' });
  const events = await fixture.history(executionArn);
  expect(events.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
  expect(events[4]?.taskSubmittedEventDetails).toMatchObject({
    resourceType: 'lambda',
    resource: 'invoke.waitForTaskToken',
  });
});

test('a task fails with the error and cause that its token is answered with', async () => {
  const { fixture, executionArn, token } = await startWaiting();
  await submitted(fixture, executionArn);
  await fixture.call('SendTaskFailure', { taskToken: token, error: 'Declined', cause: 'no funds' });
  expect(await fixture.ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'Declined', cause: 'no funds' });
});

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

test.each([
  ['SendTaskSuccess', { output: '2' }],
  ['SendTaskFailure', { error: 'Late' }],
  ['SendTaskHeartbeat', {}],
])('%s refuses a token that was answered before', async (operation, rest) => {
  const { fixture, executionArn, token } = await startWaiting();
  await fixture.call('SendTaskSuccess', { taskToken: token, output: '1' });
  await expect(fixture.call(operation, { taskToken: token, ...rest })).rejects.toMatchObject({ name: 'TaskTimedOut' });
  expect(await fixture.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '1' });
});

test('two answers at the same moment: one counts, the other is refused', async () => {
  const { fixture, executionArn, token } = await startWaiting();
  const answers = await Promise.allSettled(
    ['1', '2'].map((output) => fixture.call('SendTaskSuccess', { taskToken: token, output })),
  );
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect((await fixture.ended(executionArn)).output).toBe('1');
});

test('a token of a retried task is no longer good', async () => {
  const { fixture, executionArn, token } = await startWaiting(
    { timeScale: 1000 },
    { Retry: [{ ErrorEquals: ['Again'], MaxAttempts: 1 }] },
  );
  await fixture.call('SendTaskFailure', { taskToken: token, error: 'Again' });
  const second = await until(() => (fixture.calls.length === 2 ? sentToken(fixture) : undefined));
  expect(second).not.toBe(token);
  const late = fixture.call('SendTaskSuccess', { taskToken: token, output: '1' });
  await expect(late).rejects.toMatchObject({ name: 'TaskTimedOut' });
  await fixture.call('SendTaskSuccess', { taskToken: second, output: '2' });
  expect((await fixture.ended(executionArn)).output).toBe('2');
});

test('a guessed token is refused, whatever it points at', async () => {
  const { fixture, token } = await startWaiting();
  const parts = JSON.parse(Buffer.from(token, 'base64').toString()) as object;
  const forge = (changes: object): string => Buffer.from(JSON.stringify({ ...parts, ...changes })).toString('base64');
  const refusals: [string, string][] = [
    ['TaskTimedOut', forge({ nonce: 'guess' })],
    ['TaskTimedOut', forge({ branch: 2 })],
    ['TaskDoesNotExist', forge({ execution: 99 })],
    ['InvalidToken', forge({ execution: '1' })],
    ['InvalidToken', 'not a token'],
  ];
  for (const [name, taskToken] of refusals) {
    await expect(fixture.call('SendTaskSuccess', { taskToken, output: '1' })).rejects.toMatchObject({ name });
  }
});

test('an output that is no JSON, or too large, is refused and the task goes on waiting', async () => {
  const { fixture, executionArn, token } = await startWaiting();
  const send = (output: string) => fixture.call('SendTaskSuccess', { taskToken: token, output });
  await expect(send('{')).rejects.toMatchObject({ name: 'InvalidOutput' });
  await expect(send(`"${'x'.repeat(262_144)}"`)).rejects.toMatchObject({ name: 'ValidationException' });
  await send('"fine"');
  expect((await fixture.ended(executionArn)).output).toBe('"fine"');
});

test('a task fails when the call that should hand its token out fails', async () => {
  const fixture = createFixture({
    lambda: () => {
      throw new Error('cannot');
    },
  });
  expect(await fixture.run(waiting())).toMatchObject({ status: 'FAILED', error: 'Error' });
});
