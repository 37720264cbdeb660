import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createFixture, lambdaTask, until } from './step-functions-fixture.ts';

const definition = {
  StartAt: 'W',
  States: { W: { Type: 'Wait', Seconds: 1, Next: 'A' }, A: lambdaTask({ End: true }) },
};

/** Changes the journal behind the interpreter's back. */
function tamper(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

test('an execution that the interpreter cannot continue fails with States.Runtime, and the others continue', async () => {
  const stopped = createFixture({ started: false });
  const stateMachineArn = await stopped.create(definition);
  const broken = await stopped.start(stateMachineArn);
  const sound = await stopped.start(stateMachineArn);
  await stopped.close();
  tamper(stopped.file, `UPDATE branches SET data = json_set(data, '$.state', 'Gone') WHERE key / 32768 = 1`);
  const fixture = createFixture({ file: stopped.file });
  expect(await fixture.ended(broken)).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: expect.stringContaining('has no state "Gone"'),
  });
  expect(await fixture.ended(sound)).toMatchObject({ status: 'SUCCEEDED' });
  expect((await fixture.history(broken)).at(-1)).toMatchObject({ type: 'ExecutionFailed' });
});

test('an execution whose journal rejects writes is suspended, and continues at the next start', async () => {
  const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  onTestFinished(() => warning.mockRestore());
  const first = createFixture({ timeScale: 5 });
  const executionArn = await first.start(await first.create(definition));
  await until(async () => ((await first.types(executionArn)).length === 2 ? true : undefined));
  tamper(
    first.file,
    `CREATE TRIGGER full BEFORE INSERT ON running_history BEGIN SELECT RAISE(ABORT, 'disk is full'); END`,
  );
  await until(() => (warning.mock.calls.length > 0 ? true : undefined));
  expect(warning).toHaveBeenCalledWith(expect.stringContaining('is suspended until the next start'));
  expect(await first.describeExecution(executionArn)).toMatchObject({ status: 'RUNNING' });
  await first.close();
  tamper(first.file, 'DROP TRIGGER full');
  const second = createFixture({ file: first.file });
  expect(await second.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
});

test('a definition in the journal that no longer parses suspends only its own executions', async () => {
  const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  onTestFinished(() => warning.mockRestore());
  const stopped = createFixture({ started: false });
  await stopped.start(await stopped.create(definition, 'one'));
  const sound = await stopped.start(await stopped.create(definition, 'two'));
  await stopped.close();
  tamper(stopped.file, "UPDATE definitions SET text = '{}' WHERE id = 1");
  const fixture = createFixture({ file: stopped.file });
  expect(await fixture.ended(sound)).toMatchObject({ status: 'SUCCEEDED' });
  expect(warning).toHaveBeenCalledWith(expect.stringContaining('cannot be loaded'));
});

test('a state machine of an earlier version that is no longer supported starts nothing until it is updated', async () => {
  const first = createFixture();
  const stateMachineArn = await first.create(definition);
  await first.close();
  const old = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'C',
    States: { C: { Type: 'Choice', Choices: [{ Condition: true, Next: 'S' }] }, S: { Type: 'Succeed' } },
  });
  tamper(first.file, `UPDATE definitions SET text = '${old}' WHERE id = 1`);
  const second = createFixture({ file: first.file });
  await expect(second.start(stateMachineArn)).rejects.toMatchObject({
    name: 'InvalidDefinition',
    message: expect.stringContaining('The state type "Choice" is not supported'),
  });
  const updated = JSON.stringify({ QueryLanguage: 'JSONata', ...definition });
  await second.call('UpdateStateMachine', { stateMachineArn, definition: updated });
  expect(await second.ended(await second.start(stateMachineArn))).toMatchObject({ status: 'SUCCEEDED' });
});

test('an execution that is stopped right after the start, before it goes on, stays stopped', async () => {
  const stopped = createFixture({ started: false });
  const executionArn = await stopped.start(await stopped.create(definition));
  await stopped.close();
  const fixture = createFixture({ file: stopped.file });
  await fixture.call('StopExecution', { executionArn });
  await new Promise((next) => setTimeout(next, 50));
  expect(await fixture.describeExecution(executionArn)).toMatchObject({ status: 'ABORTED' });
  const types = await fixture.types(executionArn);
  expect(types.filter((type) => type === 'ExecutionAborted')).toEqual([types.at(-1)]);
});

test('a stored expression that no longer parses fails the execution that evaluates it, and only that one', async () => {
  const first = createFixture();
  const stateMachineArn = await first.create({
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Output: '{% $states.input ~> $count() %}', Next: 'B' },
      B: { Type: 'Pass', End: true },
    },
  });
  await first.close();
  tamper(first.file, `UPDATE definitions SET text = replace(text, '$count()', '') WHERE id = 1`);
  const second = createFixture({ file: first.file });
  expect(await second.ended(await second.start(stateMachineArn))).toMatchObject({
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause: expect.stringContaining('threw an error during evaluation'),
  });
  expect(await second.ended(await second.start(await second.create(definition, 'sound')))).toMatchObject({
    status: 'SUCCEEDED',
  });
});

test('executions that ended more than ninety days ago are deleted at the start', async () => {
  const first = createFixture();
  const stateMachineArn = await first.create(definition);
  const old = await first.start(stateMachineArn, {}, 'old');
  const recent = await first.start(stateMachineArn, {}, 'recent');
  await first.ended(old);
  await first.ended(recent);
  await first.close();
  const day = 24 * 60 * 60 * 1000;
  tamper(first.file, `UPDATE executions SET stopped_at = stopped_at - ${91 * day} WHERE name = 'old'`);
  tamper(first.file, `UPDATE executions SET stopped_at = stopped_at - ${89 * day} WHERE name = 'recent'`);
  const second = createFixture({ file: first.file });
  await until(() =>
    second.describeExecution(old).then(
      () => undefined,
      (error: Error) => error,
    ),
  );
  await expect(second.history(old)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  expect(await second.describeExecution(recent)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await second.start(stateMachineArn, {}, 'old')).toBe(old);
});
