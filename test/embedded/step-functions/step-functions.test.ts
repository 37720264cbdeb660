import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { createClient } from './step-functions-client.ts';
import { createFixture, lambdaTask, region, roleArn, until } from './step-functions-fixture.ts';

const definition = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Ask',
  States: { Ask: lambdaTask({ End: true }) },
});

test('the AWS SDK creates, starts, describes and reads the history of an execution', async () => {
  const client = await createClient(createFixture({ lambda: ({ n }: { n: number }) => n + 1 }));
  const before = Date.now() - 1;
  const machine = await client.send(new CreateStateMachineCommand({ name: 'sum', definition, roleArn }));
  expect(machine.creationDate?.getTime()).toBeGreaterThanOrEqual(before);
  const { stateMachineArn } = machine;
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input: '{"n":1}' }));
  const described = await until(async () => {
    const now = await client.send(new DescribeExecutionCommand({ executionArn }));
    return now.status === 'RUNNING' ? undefined : now;
  });
  expect(described).toMatchObject({ status: 'SUCCEEDED', output: '2', input: '{"n":1}', stateMachineArn });
  expect(described.stopDate?.getTime()).toBeGreaterThanOrEqual(described.startDate?.getTime() ?? Number.NaN);
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
  expect(events[2]?.taskScheduledEventDetails).toMatchObject({ resourceType: 'lambda', resource: 'invoke', region });
  expect(events[0]?.timestamp).toBeInstanceOf(Date);
});

test('the AWS SDK lists, updates, validates, stops and deletes', async () => {
  const client = await createClient(createFixture());
  const waiting = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: 3600, End: true } },
  });
  expect(await client.send(new ValidateStateMachineDefinitionCommand({ definition: waiting }))).toMatchObject({
    result: 'OK',
    diagnostics: [],
  });
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name: 'waits', definition: waiting, roleArn }),
  );
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'one' }));
  expect((await client.send(new ListStateMachinesCommand({}))).stateMachines).toHaveLength(1);
  const running = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }));
  expect(running.executions?.map(({ name }) => name)).toEqual(['one']);
  const updated = await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
  expect(updated.updateDate).toBeInstanceOf(Date);
  expect((await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).definition).toBe(definition);
  const own = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  expect(own.definition).toBe(waiting);
  const stopped = await client.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'by hand' }));
  expect(stopped.stopDate).toBeInstanceOf(Date);
  expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    status: 'ABORTED',
    error: 'Enough',
    cause: 'by hand',
  });
  await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
  await expect(client.send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
  });
});

test('the AWS SDK sees every error by its name', async () => {
  const client = await createClient(createFixture());
  const stateMachineArn = 'arn:aws:states:eu-west-1:000000000000:stateMachine:none';
  const executionArn = 'arn:aws:states:eu-west-1:000000000000:execution:none:none';
  const rejections: [string, () => Promise<unknown>][] = [
    ['StateMachineDoesNotExist', () => client.send(new StartExecutionCommand({ stateMachineArn }))],
    ['InvalidArn', () => client.send(new StartExecutionCommand({ stateMachineArn: 'none' }))],
    ['ExecutionDoesNotExist', () => client.send(new DescribeExecutionCommand({ executionArn }))],
    ['InvalidDefinition', () => client.send(new CreateStateMachineCommand({ name: 'n', definition: '{}', roleArn }))],
    ['InvalidName', () => client.send(new CreateStateMachineCommand({ name: 'a b', definition, roleArn }))],
    ['InvalidToken', () => client.send(new SendTaskSuccessCommand({ taskToken: 'x', output: '1' }))],
    ['InvalidToken', () => client.send(new SendTaskFailureCommand({ taskToken: 'x' }))],
    ['InvalidToken', () => client.send(new SendTaskHeartbeatCommand({ taskToken: 'x' }))],
    ['ValidationException', () => client.send(new ListStateMachinesCommand({ maxResults: 1001 }))],
  ];
  for (const [name, rejected] of rejections) await expect(rejected()).rejects.toMatchObject({ name });
});

test('an unknown operation is rejected, and the error lists the supported ones', async () => {
  const { service } = createFixture();
  await expect(service.call('RedriveExecution', {})).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: expect.stringMatching(/^RedriveExecution is not supported\..*StartExecution/),
  });
  await expect(service.call('toString', {})).rejects.toMatchObject({ name: 'UnknownOperationException' });
});

test('a machine whose definition is parsed ahead runs as any other, and an unknown one is left alone', async () => {
  const fixture = createFixture({ lambda: ({ n }: { n: number }) => n + 1 });
  const client = await createClient(fixture);
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand({ name: 'ahead', definition, roleArn }));
  fixture.service.prepare(stateMachineArn ?? '');
  fixture.service.prepare(`${stateMachineArn}-other`);
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input: '{"n":1}' }));
  const ended = await until(async () => {
    const current = await client.send(new DescribeExecutionCommand({ executionArn }));
    return current.status === 'RUNNING' ? undefined : current;
  });
  expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '2' });
});
