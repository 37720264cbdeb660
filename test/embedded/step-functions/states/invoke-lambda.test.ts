import { expect, test } from 'vitest';
import { AwsServiceError } from '../../../../embedded/aws/aws-service.ts';
import { createFixture, lambdaTask } from '../step-functions-fixture.ts';

const publish = (fields: object = {}): object => ({
  StartAt: 'Publish',
  States: {
    Publish: {
      Type: 'Task',
      Resource: 'arn:aws:states:::events:putEvents',
      Arguments: {
        Entries: [
          { Source: 'orders.acme', DetailType: 'order.completed', Detail: '{% $states.input %}', EventBusName: 'acme' },
        ],
      },
      End: true,
      ...fields,
    },
  },
});

test('events are published with their detail as JSON text and the execution among their resources', async () => {
  const published: unknown[] = [];
  const fixture = createFixture({
    putEvents: async (entries) => {
      published.push(...entries);
      return { FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] };
    },
  });
  const ended = await fixture.run(publish(), { id: 1 });
  expect(ended.result).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] });
  expect(published).toEqual([
    {
      Source: 'orders.acme',
      DetailType: 'order.completed',
      Detail: '{"id":1}',
      EventBusName: 'acme',
      Resources: [ended.executionArn, expect.stringContaining(':stateMachine:machine')],
    },
  ]);
  const scheduled = ended.events.find(({ type }) => type === 'TaskScheduled');
  expect(scheduled?.taskScheduledEventDetails).toMatchObject({ resourceType: 'events', resource: 'putEvents' });
});

test('one refused entry fails the task with the whole answer as cause', async () => {
  const answer = { Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'no' }], FailedEntryCount: 1 };
  const fixture = createFixture({ putEvents: async () => answer });
  expect(await fixture.run(publish(), {})).toMatchObject({
    error: 'EventBridge.FailedEntry',
    cause: JSON.stringify(answer),
  });
});

test.each([
  [new AwsServiceError('ValidationException', 'bad'), 'EventBridge.ValidationException'],
  [new AwsServiceError('ResourceNotFound', 'no bus'), 'EventBridge.ResourceNotFoundException'],
  [new Error('connection refused'), 'EventBridge.SdkClientException'],
])('a refused call to EventBridge fails the task: %s', async (error, name) => {
  const fixture = createFixture({ putEvents: () => Promise.reject(error) });
  expect(await fixture.run(publish(), {})).toMatchObject({ error: name, cause: error.message });
});

const starter = (args: object, fields: object = {}): object => ({
  StartAt: 'Start',
  States: {
    Start: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution',
      Arguments: { StateMachineArn: 'arn:aws:states:eu-west-1:000000000000:stateMachine:child', ...args },
      End: true,
      ...fields,
    },
  },
});
const child = { StartAt: 'C', States: { C: { Type: 'Pass', Output: '{% $states.input.n + 1 %}', End: true } } };

test('an execution starts another and does not wait for it', async () => {
  const fixture = createFixture();
  await fixture.create(child, 'child');
  const ended = await fixture.run(starter({ Input: { n: '{% $states.input.n %}' }, Name: 'one' }), { n: 1 });
  const { ExecutionArn, StartDate } = ended.result as { ExecutionArn: string; StartDate: string };
  expect(ExecutionArn).toBe('arn:aws:states:eu-west-1:000000000000:execution:child:one');
  expect(Date.parse(StartDate)).toBeGreaterThan(0);
  expect((await fixture.ended(ExecutionArn)).output).toBe('2');
});

test('an execution started without a name has one that a repeated call would find again', async () => {
  const fixture = createFixture();
  await fixture.create(child, 'child');
  const ended = await fixture.run(starter({}));
  expect((ended.result as { ExecutionArn: string }).ExecutionArn).toMatch(/:child:[0-9a-f-]{36}$/);
});

test('a refused start fails the task under the name of the refusal', async () => {
  const fixture = createFixture();
  expect(await fixture.run(starter({}))).toMatchObject({
    status: 'FAILED',
    error: 'StepFunctions.StateMachineDoesNotExistException',
  });
});

test('another execution may answer the token it was started with', async () => {
  const fixture = createFixture();
  await fixture.create(
    {
      StartAt: 'T',
      States: { T: lambdaTask({ Arguments: { FunctionName: 'answer', Payload: '{% $states.input %}' }, End: true }) },
    },
    'child',
  );
  const parent = starter(
    { Input: { token: '{% $states.context.Task.Token %}' } },
    { Resource: 'arn:aws:states:::states:startExecution.waitForTaskToken' },
  );
  const executionArn = await fixture.start(await fixture.create(parent, 'parent'));
  const { token } = await expect
    .poll(() => fixture.calls[0]?.payload as { token: string } | undefined)
    .toBeDefined()
    .then(() => fixture.calls[0]?.payload as { token: string });
  await fixture.call('SendTaskSuccess', { taskToken: token, output: '"yes"' });
  expect((await fixture.ended(executionArn)).output).toBe('"yes"');
});

test('a Lambda may be named by its name alone, and gets an empty object without a Payload', async () => {
  const fixture = createFixture();
  await fixture.run({ StartAt: 'A', States: { A: lambdaTask({ Arguments: { FunctionName: 'short' }, End: true }) } });
  expect(fixture.calls).toEqual([{ functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:short', payload: {} }]);
});
