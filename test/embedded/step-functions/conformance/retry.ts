import { errorHandling, inlineMap, statesLanguage } from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { map, only, parallel, pass, startingAtFirst, task } from './play/states.ts';

const retrying = errorHandling('Retrying after an error');
const complex = statesLanguage('Complex retry scenarios');

const busy = { fails: 'Busy' } as const;
const retry = (...retriers: object[]): object => only(task({ Retry: retriers }));

export const retryCases: readonly ConformanceCase[] = [
  {
    name: 'a retrier without MaxAttempts makes three more attempts',
    source: retrying,
    says: 'MaxAttempts is 3 when it is left out; then the error is handled as if there were no retrier.',
    definition: retry({ ErrorEquals: ['Busy'] }),
    tasks: [busy],
    expect: { status: 'FAILED', error: 'Busy', calls: 4 },
  },
  {
    name: 'MaxAttempts 0 means that the error is never retried',
    source: retrying,
    says: 'A MaxAttempts of 0 says that the error is never retried.',
    definition: retry({ ErrorEquals: ['Busy'], MaxAttempts: 0 }),
    tasks: [busy],
    expect: { status: 'FAILED', error: 'Busy', calls: 1 },
  },
  {
    name: 'an attempt that succeeds ends the retries, and the history shows every attempt',
    source: retrying,
    says: 'The state is tried again as its retrier says until it succeeds or the attempts are used up.',
    definition: retry({ ErrorEquals: ['Busy'], MaxAttempts: 5 }),
    tasks: [busy, busy, { gives: 'done' }],
    expect: {
      status: 'SUCCEEDED',
      output: 'done',
      path: ['A'],
      history: [
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
      ],
    },
  },
  {
    name: 'the first retry comes after a second and each later one after twice the time',
    source: retrying,
    says: 'IntervalSeconds is 1 and BackoffRate 2 when they are left out.',
    definition: retry({ ErrorEquals: ['Busy'], MaxAttempts: 5 }),
    tasks: [busy],
    expect: { status: 'FAILED', calls: 6, pauses: [1, 2, 4, 8, 16] },
  },
  {
    name: 'the pause grows by BackoffRate from IntervalSeconds on',
    source: retrying,
    says: 'With an interval of 3 and a rate of 2 the retries come after 3, 6 and 12 seconds.',
    definition: retry({ ErrorEquals: ['Busy'], IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 3 }),
    tasks: [busy],
    expect: { status: 'FAILED', calls: 4, pauses: [3, 6, 12] },
  },
  {
    name: 'MaxDelaySeconds limits how long the pause grows',
    source: errorHandling('Retry field examples'),
    says: 'The pause that the rate leads to is no longer than MaxDelaySeconds.',
    // Without the limit the second retry would come after half an hour.
    definition: retry({
      ErrorEquals: ['Busy'],
      IntervalSeconds: 3,
      BackoffRate: 600_000,
      MaxAttempts: 3,
      MaxDelaySeconds: 5,
    }),
    tasks: [busy],
    expect: { status: 'FAILED', calls: 4, pauses: [3, 5, 5] },
  },
  {
    name: 'a retrier with full jitter makes as many attempts',
    source: retrying,
    says: 'With JitterStrategy FULL each pause is drawn from nothing to what it would be without jitter.',
    definition: retry({ ErrorEquals: ['Busy'], JitterStrategy: 'FULL', MaxAttempts: 4 }),
    tasks: [busy],
    expect: { status: 'FAILED', error: 'Busy', calls: 5 },
  },
  {
    name: 'a jitter strategy that is not FULL or NONE is refused',
    source: retrying,
    says: 'JitterStrategy accepts FULL and NONE.',
    definition: retry({ ErrorEquals: ['Busy'], JitterStrategy: 'HALF' }),
    expect: { status: 'REFUSED', reason: '/States/A/Retry[0]/JitterStrategy' },
  },
  {
    name: 'the first retrier that matches decides',
    source: retrying,
    says: 'Step Functions looks through the retriers in their order and follows the one that has the name.',
    definition: retry(
      { ErrorEquals: ['Other'] },
      { ErrorEquals: ['Busy'], MaxAttempts: 1 },
      { ErrorEquals: ['States.ALL'] },
    ),
    tasks: [busy],
    expect: { status: 'FAILED', calls: 2 },
  },
  {
    name: 'a retrier that never retries keeps a later wildcard from doing it',
    source: errorHandling('Retry field examples'),
    says: 'A first retrier with MaxAttempts 0 exempts its errors from a States.ALL behind it.',
    definition: retry({ ErrorEquals: ['Busy'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'], MaxAttempts: 3 }),
    tasks: [busy],
    expect: { status: 'FAILED', error: 'Busy', calls: 1 },
  },
  {
    name: 'every retrier counts its own retries, over all the errors that it lists',
    source: complex,
    says: 'ErrorA, ErrorB, ErrorC, ErrorB: the first two use up the retrier of A and B, C has its own, the last B is caught.',
    definition: startingAtFirst({
      A: task({
        Retry: [
          { ErrorEquals: ['ErrorA', 'ErrorB'], MaxAttempts: 2 },
          { ErrorEquals: ['ErrorC'], IntervalSeconds: 5 },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }],
      }),
      Z: pass({ Output: '{% $states.input.Error %}' }),
    }),
    tasks: [{ fails: 'ErrorA' }, { fails: 'ErrorB' }, { fails: 'ErrorC' }, { fails: 'ErrorB' }],
    expect: { status: 'SUCCEEDED', output: 'ErrorB', calls: 4, pauses: [1, 2, 5] },
  },
  {
    name: 'a retrier that is used up leaves the others theirs',
    source: complex,
    says: 'Each retrier stands for a number of retries of its own.',
    definition: retry({ ErrorEquals: ['Odd'], MaxAttempts: 2 }, { ErrorEquals: ['Even'], MaxAttempts: 2 }),
    tasks: [{ fails: 'Odd' }, { fails: 'Even' }, { fails: 'Odd' }, { fails: 'Even' }, { fails: 'Odd' }],
    expect: { status: 'FAILED', error: 'Odd', calls: 5 },
  },
  {
    name: 'a state that is entered again starts with fresh retries',
    source: complex,
    says: 'Once another state is entered, all that a retrier has counted is forgotten.',
    definition: startingAtFirst({
      A: task({
        Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }],
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'Again', Assign: { turn: '{% $exists($turn) ? $turn + 1 : 1 %}' } },
        ],
      }),
      Again: { Type: 'Choice', Choices: [{ Condition: '{% $turn < 2 %}', Next: 'A' }], Default: 'Stop' },
      Stop: { Type: 'Succeed' },
    }),
    tasks: [busy],
    expect: { status: 'SUCCEEDED', path: ['A', 'Again', 'A', 'Again', 'Stop'], calls: 4 },
  },
  {
    name: 'States.Runtime is not retried',
    source: errorHandling('Error names'),
    says: 'States.Runtime is not retriable, not even by its name.',
    definition: only(task({ Arguments: { NoFunction: true }, Retry: [{ ErrorEquals: ['States.Runtime'] }] })),
    expect: { status: 'FAILED', error: 'States.Runtime', calls: 0 },
  },
  {
    name: 'a timeout is retried by States.Timeout',
    source: errorHandling('State machine examples using Retry and Catch'),
    says: 'A Task that runs longer than TimeoutSeconds can be retried with States.Timeout.',
    definition: only(task({ TimeoutSeconds: 1, Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 2 }] })),
    tasks: [{ hangs: true }],
    expect: { status: 'FAILED', error: 'States.Timeout', calls: 3 },
  },
  {
    name: 'a Parallel is tried again with all its branches',
    source: statesLanguage('Retrying after error'),
    says: 'A Parallel may have retriers; the state as a whole is tried again.',
    definition: only(
      parallel(
        { B: task(), W: { Type: 'Wait', Seconds: 3600, End: true } },
        { Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }] },
      ),
    ),
    tasks: [busy],
    expect: { status: 'FAILED', error: 'Busy', path: ['A', 'B', 'W', 'B', 'W'], calls: 2 },
  },
  {
    name: 'a Map is tried again with all its iterations',
    source: inlineMap('Inline Map state fields'),
    says: 'The retry policy of an inline Map applies to all iterations, also to those that succeeded.',
    definition: only(map(task(), { MaxConcurrency: 1, Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }] })),
    input: [1, 2],
    tasks: [{ gives: 'a' }, busy, { gives: 'b' }, { gives: 'c' }],
    expect: { status: 'SUCCEEDED', output: ['b', 'c'], calls: 4 },
  },
  {
    name: 'States.ALL beside another name is refused',
    source: errorHandling('Retry field examples'),
    says: 'States.ALL must be the only name of its ErrorEquals.',
    definition: retry({ ErrorEquals: ['States.ALL', 'Busy'] }),
    expect: { status: 'REFUSED', reason: '/States/A/Retry[0]/ErrorEquals' },
  },
  {
    name: 'States.ALL before another retrier is refused',
    source: errorHandling('Retry field examples'),
    says: 'States.ALL must be in the last retrier.',
    definition: retry({ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['Busy'] }),
    expect: { status: 'REFUSED', reason: '/States/A/Retry[0]/ErrorEquals' },
  },
  {
    name: 'a retrier without a name is refused',
    source: retrying,
    says: 'ErrorEquals is a list with at least one name.',
    definition: retry({ ErrorEquals: [] }),
    expect: { status: 'REFUSED', reason: '/States/A/Retry[0]/ErrorEquals' },
  },
  {
    name: 'a rate below 1 is refused',
    source: statesLanguage('Retrying after error'),
    says: 'BackoffRate is at least 1.0.',
    definition: retry({ ErrorEquals: ['Busy'], BackoffRate: 0.5 }),
    expect: { status: 'REFUSED', reason: '/States/A/Retry[0]/BackoffRate' },
  },
  {
    name: 'an interval of 0 is refused',
    source: retrying,
    says: 'IntervalSeconds is a positive whole number up to 99999999.',
    definition: retry({ ErrorEquals: ['Busy'], IntervalSeconds: 0 }),
    expect: { status: 'REFUSED', reason: '/States/A/Retry[0]/IntervalSeconds' },
  },
  {
    name: 'a MaxDelaySeconds of more than a year is refused',
    source: retrying,
    says: 'MaxDelaySeconds is greater than 0 and less than 31622401.',
    definition: retry({ ErrorEquals: ['Busy'], MaxDelaySeconds: 31_622_401 }),
    expect: { status: 'REFUSED', reason: '/States/A/Retry[0]/MaxDelaySeconds' },
  },
  {
    name: 'a Retry in a Pass is refused',
    source: statesLanguage('Table of State Types and Fields (JSONata)'),
    says: 'Only Task, Parallel and Map may have Retry.',
    definition: only(pass({ Retry: [] })),
    expect: { status: 'REFUSED', reason: 'Unrecognized key: "Retry" at /States/A' },
  },
];
