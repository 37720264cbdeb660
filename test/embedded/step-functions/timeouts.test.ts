import { expect, test } from 'vitest';
import { createFixture, lambdaTask, until } from './step-functions-fixture.ts';

const forever = (): Promise<never> => new Promise(() => undefined);
const tokenTask = (fields: object): object =>
  lambdaTask({
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'f', Payload: '{% $states.context.Task.Token %}' },
    End: true,
    ...fields,
  });

test('a task that takes longer than TimeoutSeconds ends with States.Timeout and no cause', async () => {
  const fixture = createFixture({ lambda: forever });
  const ended = await fixture.run({ StartAt: 'A', States: { A: lambdaTask({ TimeoutSeconds: 1, End: true }) } });
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  expect(ended).not.toHaveProperty('cause');
  expect(ended.types).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskTimedOut',
    'ExecutionFailed',
  ]);
  expect(ended.events[2]?.taskScheduledEventDetails).toMatchObject({ timeoutInSeconds: 1 });
});

test('a timeout may be an expression, and its Cause is empty for a catcher', async () => {
  const fixture = createFixture({ lambda: forever });
  const ended = await fixture.run(
    {
      StartAt: 'A',
      States: {
        A: lambdaTask({
          TimeoutSeconds: '{% $states.input.seconds %}',
          Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'B' }],
          End: true,
        }),
        B: { Type: 'Succeed' },
      },
    },
    { seconds: 2 },
  );
  expect(ended.result).toEqual({ Error: 'States.Timeout', Cause: '' });
});

test.each(['{% 0 %}', '{% 1.5 %}', '{% "x" %}', '{% 100000000 %}'])(
  'a timeout of %s fails the state',
  async (seconds) => {
    const fixture = createFixture();
    const ended = await fixture.run({
      StartAt: 'A',
      States: { A: lambdaTask({ TimeoutSeconds: seconds, End: true }) },
    });
    expect(ended.error).toBe('States.QueryEvaluationError');
    expect(fixture.calls).toHaveLength(0);
  },
);

test('an answer that comes after the timeout changes nothing, also when the task is tried again', async () => {
  const releases: ((value: unknown) => void)[] = [];
  const fixture = createFixture({ lambda: () => new Promise((resolve) => releases.push(resolve)) });
  const executionArn = await fixture.start(
    await fixture.create({
      StartAt: 'A',
      States: { A: lambdaTask({ TimeoutSeconds: 20, Retry: [{ ErrorEquals: ['States.Timeout'] }], End: true }) },
    }),
  );
  await until(() => releases[1]);
  releases[0]?.('late');
  releases[1]?.('in time');
  expect(await fixture.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"in time"' });
});

test('a task whose heartbeat does not come ends under both of its names', async () => {
  const fixture = createFixture();
  const ended = await fixture.run({
    StartAt: 'A',
    States: {
      A: tokenTask({ HeartbeatSeconds: 1, Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'B' }] }),
      B: { Type: 'Succeed' },
    },
  });
  expect(ended.result).toEqual({ Error: 'States.Timeout', Cause: '' });
});

test('heartbeats keep a task alive until its own timeout', async () => {
  const fixture = createFixture({ timeScale: 4 });
  const states = { A: tokenTask({ HeartbeatSeconds: 1, TimeoutSeconds: 4 }) };
  const executionArn = await fixture.start(await fixture.create({ StartAt: 'A', States: states }));
  const taskToken = await until(() => fixture.calls[0]?.payload);
  let beats = 0;
  const ended = await until(async () => {
    const described = await fixture.describeExecution(executionArn);
    if (described.status !== 'RUNNING') return described;
    await fixture.call('SendTaskHeartbeat', { taskToken }).then(
      () => (beats += 1),
      () => undefined,
    );
    return undefined;
  });
  expect(ended.error).toBe('States.Timeout');
  expect((ended.stopDate ?? 0) - ended.startDate).toBeGreaterThan(0.95);
  expect(beats).toBeGreaterThan(3);
  expect(fixture.calls).toHaveLength(1);
});

test('an execution that takes longer than its own TimeoutSeconds ends as TIMED_OUT', async () => {
  const fixture = createFixture();
  const ended = await fixture.run({
    TimeoutSeconds: 1,
    StartAt: 'A',
    States: { A: { Type: 'Wait', Seconds: 3600, End: true } },
  });
  expect(ended.status).toBe('TIMED_OUT');
  expect(ended.types).toEqual(['ExecutionStarted', 'WaitStateEntered', 'ExecutionTimedOut']);
  expect(fixture.changes.map(({ status }) => status)).toEqual(['RUNNING', 'TIMED_OUT']);
});
