import { expect, test } from 'vitest';
import { createFixture, type Described, type HistoryEvent, lambdaTask } from '../step-functions-fixture.ts';

const pass = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };
const waits = { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 360_000, End: true } } };

test('a repeated start with the same name and input returns the running execution', async () => {
  const { call, create, start, types } = createFixture();
  const stateMachineArn = await create(waits);
  const body = { stateMachineArn, name: 'order-1', input: '{"a":1}' };
  const first = await call<{ executionArn: string }>('StartExecution', body);
  expect(await call('StartExecution', body)).toEqual(first);
  expect(first.executionArn).toBe('arn:aws:states:eu-west-1:000000000000:execution:machine:order-1');
  await expect(call('StartExecution', { ...body, input: '{"a":2}' })).rejects.toMatchObject({
    name: 'ExecutionAlreadyExists',
  });
  expect((await types(first.executionArn)).filter((type) => type === 'ExecutionStarted')).toHaveLength(1);
  expect(await start(stateMachineArn)).not.toBe(await start(stateMachineArn));
});

test('the name of an ended execution cannot be reused, even with the same input', async () => {
  const { create, start, ended } = createFixture();
  const stateMachineArn = await create(pass);
  await ended(await start(stateMachineArn, { a: 1 }, 'order-1'));
  await expect(start(stateMachineArn, { a: 1 }, 'order-1')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
});

test('concurrent starts with one name create one execution', async () => {
  const fixture = createFixture();
  const stateMachineArn = await fixture.create({
    StartAt: 'A',
    States: { A: lambdaTask({ Next: 'B' }), B: { Type: 'Wait', Seconds: 3600, End: true } },
  });
  const arns = await Promise.all(Array.from({ length: 20 }, () => fixture.start(stateMachineArn, {}, 'one')));
  expect(new Set(arns).size).toBe(1);
  const list = await fixture.call<{ executions: unknown[] }>('ListExecutions', { stateMachineArn });
  expect(list.executions).toHaveLength(1);
});

test.each([
  ['input that is not JSON', { input: 'no json' }, 'InvalidExecutionInput'],
  ['empty input', { input: '' }, 'InvalidExecutionInput'],
  ['input that nests too deep', { input: `${'['.repeat(5000)}${']'.repeat(5000)}` }, 'InvalidExecutionInput'],
  ['input past 256 KiB', { input: `"${'x'.repeat(262_144)}"` }, 'ValidationException'],
  ['input that is not a string', { input: {} }, 'ValidationException'],
  ['a name with a slash', { name: 'a/b' }, 'InvalidName'],
  ['the ARN of an execution', { stateMachineArn: 'arn:aws:states:eu-west-1:000000000000:execution:a:b' }, 'InvalidArn'],
])('StartExecution rejects %s', async (_, changes, name) => {
  const { call, create } = createFixture();
  const stateMachineArn = await create(pass);
  await expect(call('StartExecution', { stateMachineArn, ...changes })).rejects.toMatchObject({ name });
  expect(await call('ListExecutions', { stateMachineArn })).toEqual({ executions: [] });
});

test.each(['2', '"text"', 'null', '[]'])('the input %s is JSON and accepted', async (input) => {
  const { call, create, ended } = createFixture();
  const stateMachineArn = await create(pass);
  const { executionArn } = await call<{ executionArn: string }>('StartExecution', { stateMachineArn, input });
  expect(await ended(executionArn)).toMatchObject({ input, output: input });
});

test('a stopped execution is ABORTED, and stopping it again changes nothing', async () => {
  const fixture = createFixture();
  const executionArn = await fixture.start(await fixture.create(waits));
  const first = await fixture.call('StopExecution', { executionArn, error: 'Cancelled', cause: 'by the customer' });
  expect(await fixture.call('StopExecution', { executionArn, error: 'Other' })).toEqual(first);
  expect(await fixture.describeExecution(executionArn)).toMatchObject({
    status: 'ABORTED',
    error: 'Cancelled',
    cause: 'by the customer',
  });
  expect((await fixture.history(executionArn)).at(-1)).toMatchObject({
    type: 'ExecutionAborted',
    executionAbortedEventDetails: { error: 'Cancelled', cause: 'by the customer' },
  });
  expect(fixture.changes.map(({ status }) => status)).toEqual(['RUNNING', 'ABORTED']);
});

test('every status change is reported with the detail of the AWS event', async () => {
  const fixture = createFixture();
  const stateMachineArn = await fixture.create({
    StartAt: 'A',
    States: { A: { Type: 'Fail', Error: 'E', Cause: 'C' } },
  });
  const executionArn = await fixture.start(stateMachineArn, { n: 1 }, 'one');
  await fixture.ended(executionArn);
  const common = { executionArn, stateMachineArn, name: 'one', input: '{"n":1}', output: null };
  expect(fixture.changes).toEqual([
    expect.objectContaining({ ...common, status: 'RUNNING', stopDate: null, error: null }),
    expect.objectContaining({ ...common, status: 'FAILED', stopDate: expect.any(Number), error: 'E', cause: 'C' }),
  ]);
});

test('executions are listed newest first, by status, page by page', async () => {
  const { call, create, start, ended } = createFixture();
  const stateMachineArn = await create(waits);
  const arns: string[] = [];
  for (const name of ['a', 'b', 'c']) arns.push(await start(stateMachineArn, {}, name));
  await call('StopExecution', { executionArn: arns[1] });
  await ended(arns[1] ?? '');
  interface Page {
    executions: (Described & { name: string })[];
    nextToken?: string;
  }
  const list = (body: object) => call<Page>('ListExecutions', { stateMachineArn, ...body });
  const first = await list({ maxResults: 2 });
  const second = await list({ maxResults: 2, nextToken: first.nextToken });
  expect([...first.executions, ...second.executions].map(({ name }) => name)).toEqual(['c', 'b', 'a']);
  expect(second).not.toHaveProperty('nextToken');
  expect((await list({ statusFilter: 'ABORTED' })).executions).toMatchObject([{ name: 'b', status: 'ABORTED' }]);
  expect((await list({ statusFilter: 'RUNNING' })).executions.map(({ name }) => name)).toEqual(['c', 'a']);
  expect((await list({ statusFilter: 'PENDING_REDRIVE' })).executions).toEqual([]);
  await expect(list({ statusFilter: 'RUNNING', nextToken: first.nextToken })).rejects.toMatchObject({
    name: 'InvalidToken',
  });
  await expect(list({ statusFilter: 'LOST' })).rejects.toMatchObject({ name: 'ValidationException' });
});

test('the history can be read in pages, in reverse, and without data', async () => {
  const { call, create, start, ended } = createFixture();
  const executionArn = await start(await create(pass), { secret: 1 });
  await ended(executionArn);
  interface Page {
    events: HistoryEvent[];
    nextToken?: string;
  }
  const read = (body: object) => call<Page>('GetExecutionHistory', { executionArn, ...body });
  const first = await read({ maxResults: 3 });
  const second = await read({ maxResults: 3, nextToken: first.nextToken });
  expect([...first.events, ...second.events].map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  const last = await read({ maxResults: 1, reverseOrder: true });
  expect(last.events[0]).toMatchObject({ id: 4, type: 'ExecutionSucceeded' });
  const before = await read({ maxResults: 3, reverseOrder: true, nextToken: last.nextToken });
  expect(before.events.map(({ id }) => id)).toEqual([3, 2, 1]);
  expect(before).not.toHaveProperty('nextToken');
  const bare = await read({ includeExecutionData: false });
  expect(JSON.stringify(bare)).not.toContain('secret');
  expect(bare.events[1]).toMatchObject({ stateEnteredEventDetails: { name: 'A' } });
});

test('an execution can be described without its data', async () => {
  const { call, create, start, ended } = createFixture();
  const executionArn = await start(await create(pass), { secret: 1 });
  await ended(executionArn);
  const bare = await call('DescribeExecution', { executionArn, includedData: 'METADATA_ONLY' });
  expect(JSON.stringify(bare)).not.toContain('secret');
  expect(bare).toMatchObject({ status: 'SUCCEEDED', redriveCount: 0 });
});
