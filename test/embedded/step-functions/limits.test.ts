import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { onOwnStore } from '../../../contract/own-store.ts';
import type { HistoryEvent } from '../../../embedded/step-functions/journal/history-event.ts';
import { createHistoryStore } from '../../../embedded/step-functions/journal/history-store.ts';
import { openStepFunctions } from '../../../embedded/step-functions/step-functions.ts';
import { createFixture, lambdaTask, temporaryFolder, until } from './step-functions-fixture.ts';

test('an endless loop ends when the history is full', async () => {
  const fixture = createFixture({ started: false });
  const states = {
    A: lambdaTask({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }], Next: 'A' }),
    B: { Type: 'Succeed' },
  };
  const executionArn = await fixture.start(await fixture.create({ StartAt: 'A', States: states }));
  // Twenty-five thousand events take a while: the test pretends that the journal already has most of them.
  const database = new DatabaseSync(fixture.file);
  const event: HistoryEvent = { id: 24_900, previous: 0, at: 0, type: 'TaskStateExited', details: {} };
  createHistoryStore(database).append(1, [event]);
  database.close();
  fixture.service.start();
  expect(await fixture.ended(executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: expect.stringContaining('maximum number of history events (25000)'),
  });
  const last = (await fixture.history(executionArn)).at(-1);
  expect(last).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
});

test('a thousand concurrent executions all end', async () => {
  const fixture = createFixture({ lambda: (n: number) => n * 2 });
  const stateMachineArn = await fixture.create({
    StartAt: 'W',
    States: { W: { Type: 'Wait', Seconds: 20, Next: 'A' }, A: lambdaTask({ End: true }) },
  });
  const arns = await Promise.all(Array.from({ length: 1000 }, (_, n) => fixture.start(stateMachineArn, n)));
  const outputs: (string | undefined)[] = [];
  for (const arn of arns) outputs.push((await fixture.ended(arn)).output);
  expect(outputs).toEqual(arns.map((_, n) => String(n * 2)));
});

test('a listener that throws does no harm', async () => {
  const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const service = onOwnStore(`${temporaryFolder()}/journal.sqlite`, (store) =>
    openStepFunctions({
      store,
      region: 'eu-west-1',
      accountId: '000000000000',
      invokeLambda: () => Promise.reject(new Error('no network')),
      onStatusChange() {
        throw new Error('listener');
      },
    }),
  );
  service.start();
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: { A: lambdaTask({ End: true }) },
  });
  const roleArn = 'arn:aws:iam::000000000000:role/states';
  const { stateMachineArn } = (await service.call('CreateStateMachine', { name: 'm', definition, roleArn })) as Record<
    string,
    string
  >;
  const { executionArn } = (await service.call('StartExecution', { stateMachineArn })) as Record<string, string>;
  const ended = await until(async () => {
    const described = (await service.call('DescribeExecution', { executionArn })) as { status: string };
    return described.status === 'RUNNING' ? undefined : described;
  });
  expect(ended).toMatchObject({ status: 'FAILED', error: 'Lambda.SdkClientException', cause: 'no network' });
  await service.close();
  expect(warning).toHaveBeenCalledWith(expect.stringContaining('listener'));
  warning.mockRestore();
});
