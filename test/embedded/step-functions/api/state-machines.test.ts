import { expect, test } from 'vitest';
import { createFixture, lambdaTask, roleArn, until } from '../step-functions-fixture.ts';

const pass = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };
const waits = { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 3600, Next: 'B' }, B: { Type: 'Succeed' } } };
const text = (definition: object): string => JSON.stringify({ QueryLanguage: 'JSONata', ...definition });

test('creating the same state machine again returns it, whatever its role', async () => {
  const { call } = createFixture();
  const body = { name: 'machine', definition: text(pass), roleArn };
  const first = await call('CreateStateMachine', body);
  expect(await call('CreateStateMachine', { ...body, roleArn: 'arn:aws:iam::000000000000:role/other' })).toEqual(first);
  const list = await call<{ stateMachines: unknown[] }>('ListStateMachines', {});
  expect(list.stateMachines).toHaveLength(1);
});

test.each([
  ['another definition', { definition: text(waits) }],
  ['another format of the definition', { definition: `${text(pass)} ` }],
  ['other settings', { loggingConfiguration: { level: 'ERROR' } }],
])('a name in use is rejected with %s', async (_, changes) => {
  const { call } = createFixture();
  const body = { name: 'machine', definition: text(pass), roleArn };
  await call('CreateStateMachine', body);
  await expect(call('CreateStateMachine', { ...body, ...changes })).rejects.toMatchObject({
    name: 'StateMachineAlreadyExists',
  });
});

test.each([
  ['an express workflow', { type: 'EXPRESS' }, 'StateMachineTypeNotSupported'],
  ['a version to publish', { publish: true }, 'ValidationException'],
  ['a key of the customer', { encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY' } }, 'ValidationException'],
  ['a field that does not exist', { color: 'red' }, 'ValidationException'],
  ['no role', { roleArn: undefined }, 'ValidationException'],
  ['a name with a space', { name: 'a b' }, 'InvalidName'],
  ['an empty name', { name: '' }, 'InvalidName'],
  ['a name that is too long', { name: 'x'.repeat(81) }, 'InvalidName'],
  ['a definition past 1 MiB', { definition: `${text(pass)}${' '.repeat(1_048_576)}` }, 'InvalidDefinition'],
])('CreateStateMachine rejects %s', async (_, changes, name) => {
  const { call } = createFixture();
  const body = { name: 'machine', definition: text(pass), roleArn, ...changes };
  await expect(call('CreateStateMachine', body)).rejects.toMatchObject({ name });
  expect(await call('ListStateMachines', {})).toEqual({ stateMachines: [] });
});

test('an update affects new executions only; a running one keeps its definition and role', async () => {
  const { call, create, start, ended, history } = createFixture({ timeScale: 50 });
  const stateMachineArn = await create({
    StartAt: 'A',
    States: { A: { Type: 'Wait', Seconds: 5, Next: 'B' }, B: { Type: 'Pass', Output: 'old', End: true } },
  });
  const running = await start(stateMachineArn);
  const otherRole = 'arn:aws:iam::000000000000:role/other';
  const replaced = text({ StartAt: 'C', States: { C: { Type: 'Pass', Output: 'new', End: true } } });
  const update = { stateMachineArn, definition: replaced, roleArn: otherRole };
  const first = await call<{ revisionId: string }>('UpdateStateMachine', update);
  const second = await call<{ revisionId: string }>('UpdateStateMachine', update);
  expect(second.revisionId).not.toBe(first.revisionId);
  const fresh = await start(stateMachineArn);
  expect((await ended(running)).output).toBe('"old"');
  expect((await ended(fresh)).output).toBe('"new"');
  expect((await history(running))[0]).toMatchObject({ executionStartedEventDetails: { roleArn } });
  expect((await history(fresh))[0]).toMatchObject({ executionStartedEventDetails: { roleArn: otherRole } });
});

test('an update without a change, with an invalid definition or of an unknown machine is rejected', async () => {
  const { call, create } = createFixture();
  const stateMachineArn = await create(pass);
  const update = (body: object) => call('UpdateStateMachine', { stateMachineArn, ...body });
  await expect(update({})).rejects.toMatchObject({ name: 'MissingRequiredParameter' });
  await expect(update({ definition: '{' })).rejects.toMatchObject({ name: 'InvalidDefinition' });
  await expect(update({ stateMachineArn: `${stateMachineArn}2`, roleArn })).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
  });
  expect(await call('DescribeStateMachine', { stateMachineArn })).toMatchObject({ definition: text(pass) });
});

test('settings are stored and returned', async () => {
  const { call, create } = createFixture();
  const stateMachineArn = await create(pass);
  expect(await call('DescribeStateMachine', { stateMachineArn })).toMatchObject({
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    status: 'ACTIVE',
  });
  await call('UpdateStateMachine', { stateMachineArn, tracingConfiguration: { enabled: true } });
  expect(await call('DescribeStateMachine', { stateMachineArn, includedData: 'METADATA_ONLY' })).toEqual(
    expect.not.objectContaining({ definition: expect.anything() }),
  );
  expect(await call('DescribeStateMachine', { stateMachineArn })).toMatchObject({
    definition: text(pass),
    tracingConfiguration: { enabled: true },
  });
});

test('a state machine without executions is deleted at once, and deleting it again succeeds', async () => {
  const { call, create } = createFixture();
  const stateMachineArn = await create(pass);
  expect(await call('DeleteStateMachine', { stateMachineArn })).toEqual({});
  expect(await call('DeleteStateMachine', { stateMachineArn })).toEqual({});
  await expect(call('DescribeStateMachine', { stateMachineArn })).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
  });
});

test('a state machine being deleted ends its executions at their next transition and starts no new ones', async () => {
  let release = (_: unknown): void => undefined;
  const fixture = createFixture({
    lambda: () =>
      new Promise((resolve) => {
        release = resolve;
      }),
  });
  const { call, create, start, ended } = fixture;
  const definition = { StartAt: 'A', States: { A: lambdaTask({ Next: 'B' }), B: { Type: 'Succeed' } } };
  const stateMachineArn = await create(definition);
  const executionArn = await start(stateMachineArn);
  await until(() => fixture.calls[0]);
  await call('DeleteStateMachine', { stateMachineArn });
  expect(await call('DescribeStateMachine', { stateMachineArn })).toMatchObject({ status: 'DELETING' });
  await expect(start(stateMachineArn)).rejects.toMatchObject({ name: 'StateMachineDeleting' });
  await expect(create(definition)).rejects.toMatchObject({ name: 'StateMachineDeleting' });
  await expect(call('UpdateStateMachine', { stateMachineArn, roleArn })).rejects.toMatchObject({
    name: 'StateMachineDeleting',
  });
  release(1);
  expect(await ended(executionArn)).toMatchObject({ status: 'ABORTED' });
  await expect(call('DescribeStateMachine', { stateMachineArn })).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
  });
  expect(await create(definition)).toBe(stateMachineArn);
});

test('state machines are listed page by page', async () => {
  const { call, create } = createFixture();
  for (const name of ['a', 'b', 'c']) await create(pass, name);
  interface Page {
    stateMachines: { name: string }[];
    nextToken?: string;
  }
  const first = await call<Page>('ListStateMachines', { maxResults: 2 });
  const second = await call<Page>('ListStateMachines', { maxResults: 2, nextToken: first.nextToken });
  expect([first, second].map((page) => page.stateMachines.map(({ name }) => name))).toEqual([['a', 'b'], ['c']]);
  expect(second).not.toHaveProperty('nextToken');
  await expect(call('ListStateMachines', { nextToken: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidToken' });
});

test('a version keeps the definition that it was published with, and publishing the same again returns it', async () => {
  const { call, create, start, ended } = createFixture();
  const result = (output: string) => ({ StartAt: 'A', States: { A: { Type: 'Pass', Output: output, End: true } } });
  const stateMachineArn = await create(result('old'));
  const publish = (body: object = {}) =>
    call<{ stateMachineVersionArn: string }>('PublishStateMachineVersion', { stateMachineArn, ...body });
  const first = await publish();
  expect(first.stateMachineVersionArn).toBe(`${stateMachineArn}:1`);
  expect(await publish()).toEqual(first);
  const { revisionId } = await call<{ revisionId: string }>('UpdateStateMachine', {
    stateMachineArn,
    definition: text(result('new')),
  });
  await expect(publish({ revisionId: 'another' })).rejects.toMatchObject({ name: 'ConflictException' });
  expect((await publish({ revisionId })).stateMachineVersionArn).toBe(`${stateMachineArn}:2`);
  expect((await ended(await start(`${stateMachineArn}:1`))).output).toBe('"old"');
  expect((await ended(await start(`${stateMachineArn}:2`))).output).toBe('"new"');
  expect((await ended(await start(stateMachineArn))).output).toBe('"new"');
  for (const arn of [`${stateMachineArn}:3`, `${stateMachineArn}-other:1`])
    await expect(start(arn)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
});
