import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { createFixture, type HistoryEvent, lambdaTask, temporaryFolder, until } from './step-functions-fixture.ts';

const executionArn = 'arn:aws:states:eu-west-1:000000000000:execution:machine:one';
const script = new URL('./killed-process.ts', import.meta.url).pathname;

const task = (name: string, fields: object = {}): object =>
  lambdaTask({ Arguments: { FunctionName: name, Payload: '{% $states.input %}' }, ...fields });

/** Runs an execution in its own process, and kills it once `calls` functions were invoked and `settled` returns true. */
async function runAndKill(definition: object, calls: number, settled: (types: string[]) => boolean) {
  const file = join(temporaryFolder(), 'journal.sqlite');
  const text = JSON.stringify({ QueryLanguage: 'JSONata', ...definition });
  const child: ChildProcess = spawn(process.execPath, [script, file, text], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  if (child.stdout === null) throw new Error('Expected the output of the child, found none');
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  await until(() => (lines.length >= calls ? true : undefined));
  // A second connection reads what the first has committed.
  const reader = createFixture({ file, started: false });
  await until(async () => (settled(await reader.types(executionArn).catch(() => [])) ? true : undefined));
  await reader.close();
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  return { file, invoked: lines.map((line) => (JSON.parse(line) as { functionArn: string }).functionArn) };
}

function count(events: readonly HistoryEvent[], type: string): number {
  return events.filter((event) => event.type === type).length;
}

function tokenIn(events: readonly HistoryEvent[]): string {
  for (const { taskScheduledEventDetails: details } of events) {
    const { resource, parameters } = (details ?? {}) as { resource?: string; parameters?: string };
    if (resource === 'invoke.waitForTaskToken') return (JSON.parse(parameters ?? '') as { Payload: string }).Payload;
  }
  throw new Error('Expected a task that waits for its token, found none');
}

test('after kill -9 a running task is invoked again, without a second attempt in the history', async () => {
  const definition = {
    StartAt: 'A',
    States: {
      A: task('first', { Next: 'B', Output: 7 }),
      B: task('hang', { Output: '{% $states.input %}', End: true }),
    },
  };
  const { file, invoked } = await runAndKill(definition, 2, (types) => types.at(-1) === 'TaskStarted');
  expect(invoked.map((arn) => arn.split(':').at(-1))).toEqual(['first', 'hang']);
  const fixture = createFixture({ file });
  expect(await fixture.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '7' });
  expect(fixture.calls.map(({ functionArn }) => functionArn.split(':').at(-1))).toEqual(['hang']);
  const events = await fixture.history(executionArn);
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  expect(count(events, 'TaskScheduled')).toBe(2);
  expect(count(events, 'TaskSucceeded')).toBe(2);
});

test('after kill -9 finished iterations of a Map are kept, and a Wait and a token continue', async () => {
  const definition = {
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        Items: ['done', 'fail', 'refuse'],
        ItemProcessor: {
          StartAt: 'Done',
          States: {
            Done: task('{% $states.input %}', {
              Catch: [
                { ErrorEquals: ['Busy'], Next: 'W' },
                { ErrorEquals: ['Declined'], Next: 'T' },
              ],
              End: true,
            }),
            W: { Type: 'Wait', Seconds: 2, Output: 'waited', End: true },
            T: lambdaTask({
              Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
              Arguments: { FunctionName: 'token', Payload: '{% $states.context.Task.Token %}' },
              Output: '{% $states.result %}',
              End: true,
            }),
          },
        },
        End: true,
      },
    },
  };
  const { file } = await runAndKill(definition, 4, (types) => {
    return ['TaskSubmitted', 'WaitStateEntered', 'MapIterationSucceeded'].every((type) => types.includes(type));
  });
  const fixture = createFixture({ file });
  const taskToken = tokenIn(await fixture.history(executionArn));
  await fixture.call('SendTaskSuccess', { taskToken, output: '"answered"' });
  expect(await fixture.ended(executionArn)).toMatchObject({ output: '["done","waited","answered"]' });
  expect(fixture.calls).toHaveLength(0);
  const events = (await fixture.history(executionArn)) as (HistoryEvent & { timestamp: number })[];
  const at = (type: string): number => events.find((event) => event.type === type)?.timestamp ?? Number.NaN;
  // The wait began before the kill and keeps its end; here, at a hundredfold pace, a new one would take 20 ms.
  const waited = at('WaitStateExited') - at('WaitStateEntered');
  expect(waited).toBeGreaterThanOrEqual(1.99);
});

test('after kill -9 a retry delay continues and earlier retries still count', async () => {
  const definition = {
    StartAt: 'A',
    States: {
      A: task('fail', { Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 1 }], End: true }),
    },
  };
  const { file } = await runAndKill(definition, 1, (types) => types.at(-1) === 'TaskFailed');
  const fixture = createFixture({
    file,
    lambda: () => {
      throw Object.assign(new Error('busy'), { name: 'Busy' });
    },
  });
  expect(await fixture.ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'Busy' });
  expect(fixture.calls).toHaveLength(1);
});

test('an execution that is interrupted repeatedly ends with every item once in the history', async () => {
  const file = join(temporaryFolder(), 'journal.sqlite');
  const definition = {
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        Items: '{% [1..12] %}',
        MaxConcurrency: 3,
        ItemProcessor: {
          StartAt: 'W',
          States: { W: { Type: 'Wait', Seconds: 1, Next: 'I' }, I: lambdaTask({ End: true }) },
        },
        End: true,
      },
    },
  };
  const open = () => createFixture({ file, lambda: (item: number) => item * 10 });
  const first = open();
  const arn = await first.start(await first.create(definition));
  await first.close();
  let rounds = 0;
  for (let status = 'RUNNING'; status === 'RUNNING'; rounds += 1) {
    const fixture = open();
    await new Promise((resolve) => setTimeout(resolve, 5 + (rounds % 4) * 7));
    ({ status } = await fixture.describeExecution(arn));
    await fixture.close();
    expect(rounds).toBeLessThan(200);
  }
  const last = open();
  const described = await last.describeExecution(arn);
  expect(JSON.parse(described.output ?? 'null')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((n) => n * 10));
  const events = await last.history(arn);
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  for (const type of ['MapIterationStarted', 'TaskScheduled', 'TaskSucceeded', 'MapIterationSucceeded']) {
    expect(count(events, type)).toBe(12);
  }
  expect(rounds).toBeGreaterThan(1);
});

test.each([14, 15, 16, 31])(
  'a Map of %i items that is stopped after its first transition was written continues',
  async (items) => {
    const definition = {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          Items: `{% [1..${items}] %}`,
          ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } },
          End: true,
        },
      },
    };
    const stopped = createFixture();
    const arn = await stopped.start(await stopped.create(definition));
    await stopped.close();
    const fixture = createFixture({ file: stopped.file });
    expect(await fixture.ended(arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(count(await fixture.history(arn), 'MapIterationSucceeded')).toBe(items);
  },
);

test('executions are stored before start and run after it', async () => {
  const file = join(temporaryFolder(), 'journal.sqlite');
  const stopped = createFixture({ file, started: false });
  const arn = await stopped.start(await stopped.create({ StartAt: 'A', States: { A: lambdaTask({ End: true }) } }));
  expect(await stopped.describeExecution(arn)).toMatchObject({ status: 'RUNNING' });
  expect(stopped.calls).toHaveLength(0);
  stopped.service.start();
  expect((await stopped.ended(arn)).status).toBe('SUCCEEDED');
});
