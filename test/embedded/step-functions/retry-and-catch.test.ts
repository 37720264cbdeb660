import { expect, test } from 'vitest';
import { createFixture, lambdaError, lambdaTask } from './step-functions-fixture.ts';

const fails = (name: string) => (): never => {
  throw lambdaError(name);
};

/** A Task with handlers, and a Pass for each state that they name. */
function machine(fields: object, ...targets: string[]): object {
  const states = targets.map((name) => [name, { Type: 'Pass', End: true }]);
  return { StartAt: 'A', States: { A: lambdaTask({ End: true, ...fields }), ...Object.fromEntries(states) } };
}

test('a Task is called again until it succeeds, and the history shows every attempt', async () => {
  const fixture = createFixture({
    lambda: (_, call) => {
      if (call < 3) throw lambdaError('Busy');
      return 'done';
    },
  });
  const ended = await fixture.run(machine({ Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 5 }] }));
  expect(ended.result).toBe('done');
  expect(ended.types).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskFailed',
    'TaskScheduled',
    'TaskStarted',
    'TaskFailed',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
});

test('the retry count stands in the context while a Task is tried again', async () => {
  const fixture = createFixture({
    lambda: (count: number) => {
      if (count < 2) throw lambdaError('Busy');
      return count;
    },
  });
  const ended = await fixture.run(
    machine({
      Arguments: { FunctionName: 'f', Payload: '{% $states.context.State.RetryCount %}' },
      Retry: [{ ErrorEquals: ['States.ALL'] }],
    }),
  );
  expect(ended.result).toBe(2);
});

test.each([
  [0, 1],
  [1, 2],
  [undefined, 4],
])('MaxAttempts %s makes %s calls before the Task fails', async (MaxAttempts, calls) => {
  const fixture = createFixture({ lambda: fails('Busy'), timeScale: 1000 });
  const ended = await fixture.run(machine({ Retry: [{ ErrorEquals: ['Busy'], MaxAttempts }] }));
  expect(ended).toMatchObject({ status: 'FAILED', error: 'Busy' });
  expect(fixture.calls).toHaveLength(calls);
});

test('retriers count apart: one that is used up leaves the others theirs', async () => {
  const fixture = createFixture({
    timeScale: 1000,
    lambda: (_, call) => {
      throw lambdaError(call % 2 === 1 ? 'Odd' : 'Even');
    },
  });
  const ended = await fixture.run(
    machine({
      Retry: [
        { ErrorEquals: ['Odd'], MaxAttempts: 2 },
        { ErrorEquals: ['Even'], MaxAttempts: 2 },
      ],
    }),
  );
  // Odd 1, Even 2, Odd 3, Even 4, Odd 5: the third Odd finds its retrier used up.
  expect(ended.error).toBe('Odd');
  expect(fixture.calls).toHaveLength(5);
});

test('the first retrier that matches decides, even when it is used up', async () => {
  const fixture = createFixture({ lambda: fails('Busy') });
  await fixture.run(
    machine({
      Retry: [
        { ErrorEquals: ['Busy'], MaxAttempts: 0 },
        { ErrorEquals: ['States.ALL'], MaxAttempts: 3 },
      ],
    }),
  );
  expect(fixture.calls).toHaveLength(1);
});

test('a state that is entered again starts with fresh retries', async () => {
  const fixture = createFixture({ lambda: fails('Busy'), timeScale: 1000 });
  await fixture.run({
    StartAt: 'A',
    States: {
      A: lambdaTask({
        End: true,
        Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }],
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'Again', Assign: { turn: '{% $exists($turn) ? $turn + 1 : 1 %}' } },
        ],
      }),
      Again: { Type: 'Choice', Choices: [{ Condition: '{% $turn < 2 %}', Next: 'A' }], Default: 'Stop' },
      Stop: { Type: 'Succeed' },
    },
  });
  expect(fixture.calls).toHaveLength(4);
});

test('the first catcher that matches gets the error, with its own Assign and Output', async () => {
  const fixture = createFixture({ lambda: fails('Declined') });
  const ended = await fixture.run(
    {
      StartAt: 'A',
      States: {
        A: lambdaTask({
          End: true,
          Assign: { who: 'state' },
          Catch: [
            { ErrorEquals: ['Other'], Next: 'Wrong' },
            {
              ErrorEquals: ['Declined', 'Failed'],
              Next: 'Right',
              Assign: { who: '{% $states.errorOutput.Error %}' },
              Output: { message: '{% $parse($states.errorOutput.Cause).errorMessage %}', input: '{% $states.input %}' },
            },
            { ErrorEquals: ['States.ALL'], Next: 'Wrong' },
          ],
        }),
        Right: { Type: 'Pass', Output: { who: '{% $who %}', in: '{% $states.input %}' }, End: true },
        Wrong: { Type: 'Fail' },
      },
    },
    1,
  );
  expect(ended.result).toEqual({ who: 'Declined', in: { message: 'it failed', input: 1 } });
  const exited = ended.events.find(({ type }) => type === 'TaskStateExited');
  expect(exited?.stateExitedEventDetails).toMatchObject({ assignedVariables: { who: '"Declined"' } });
});

test('a catcher without Output gives the error output', async () => {
  const fixture = createFixture({ lambda: fails('Declined') });
  const ended = await fixture.run(machine({ Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'B' }] }, 'B'));
  expect(ended.result).toEqual({
    Error: 'Declined',
    Cause: '{"errorType":"Declined","errorMessage":"it failed","trace":[]}',
  });
});

test('an expression that fails in a catcher fails the state and is not caught again', async () => {
  const fixture = createFixture({ lambda: fails('Declined') });
  const ended = await fixture.run(
    machine(
      {
        Catch: [
          { ErrorEquals: ['Declined'], Next: 'B', Output: '{% $states.errorOutput.None %}' },
          { ErrorEquals: ['States.ALL'], Next: 'B' },
        ],
      },
      'B',
    ),
  );
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  expect(ended.cause).toContain("specified for the field 'Catch[0]/Output' returned nothing (undefined).");
});

test('a failed expression in a Task can be retried and caught, and stands in the history as AWS writes it', async () => {
  const fixture = createFixture({ timeScale: 1000 });
  const ended = await fixture.run(
    machine(
      {
        Output: { x: '{% $states.result.Payload.missing %}' },
        Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }],
      },
      'B',
    ),
  );
  expect(fixture.calls).toHaveLength(2);
  const text =
    "The JSONata expression '$states.result.Payload.missing' specified for the field 'Output/x' returned nothing (undefined).";
  expect(ended.result).toEqual({
    Error: 'States.QueryEvaluationError',
    Cause: `An error occurred while executing the state 'A' (entered at the event id #2). ${text}`,
  });
  const failures = ended.events.filter(({ type }) => type === 'EvaluationFailed');
  expect(failures.map((event) => event.evaluationFailedEventDetails)).toEqual(
    Array(2).fill({ state: 'A', error: 'States.QueryEvaluationError', cause: text, location: 'Output/x' }),
  );
});

test('States.Runtime is neither retried nor caught', async () => {
  const fixture = createFixture();
  const ended = await fixture.run(
    machine(
      {
        Arguments: { NoFunction: true },
        Retry: [{ ErrorEquals: ['States.Runtime'] }],
        Catch: [
          { ErrorEquals: ['States.Runtime', 'States.TaskFailed'], Next: 'B' },
          { ErrorEquals: ['States.ALL'], Next: 'B' },
        ],
      },
      'B',
    ),
  );
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  expect(ended.path).toEqual(['A']);
});

test('a Parallel is tried again with all its branches', async () => {
  const fixture = createFixture({
    timeScale: 1000,
    lambda: (_, call) => {
      if (call === 1) throw lambdaError('Busy');
      return call;
    },
  });
  const ended = await fixture.run({
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'A', States: { A: lambdaTask({ End: true }) } },
          { StartAt: 'B', States: { B: { Type: 'Wait', Seconds: 60, End: true } } },
        ],
        Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }],
        Output: '{% $states.result[0] %}',
        End: true,
      },
    },
  });
  expect(ended.result).toBe(2);
  expect(ended.path).toEqual(['P', 'A', 'B', 'A', 'B']);
});
