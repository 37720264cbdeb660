import {
  errorHandling,
  lambdaIntegration,
  machineStructure,
  recordedHistory,
  statesLanguage,
  taskState,
} from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { only, pass, startingAtFirst, task, tokenTask } from './play/states.ts';

const seconds = taskState('TimeoutSeconds');
const heartbeat = taskState('HeartbeatSeconds');
const _names = errorHandling('Error names');
const hangs = [{ hangs: true }] as const;
const lasting = { Type: 'Wait', Seconds: 3600, End: true };

export const timeoutCases: readonly ConformanceCase[] = [
  {
    name: 'a Task that runs longer than TimeoutSeconds fails with States.Timeout',
    source: seconds,
    says: 'TimeoutSeconds is the longest time that a task may run before it fails with States.Timeout.',
    definition: only(task({ TimeoutSeconds: 1 })),
    tasks: hangs,
    expect: { status: 'FAILED', error: 'States.Timeout' },
  },
  {
    name: 'a timeout has no cause and its own event',
    source: recordedHistory('timeouts/test_timeouts'),
    says: 'TaskTimedOut has the error and the resource; the execution fails with the error and without a cause.',
    undocumented: 'The API reference says that the cause is optional, but not when it is missing.',
    definition: only(task({ TimeoutSeconds: 1 })),
    tasks: hangs,
    expect: {
      status: 'FAILED',
      cause: undefined,
      history: [
        'ExecutionStarted',
        'TaskStateEntered',
        {
          type: 'TaskScheduled',
          previousEventId: 2,
          details: {
            resourceType: 'lambda',
            resource: 'invoke',
            region: 'eu-west-1',
            parameters: { FunctionName: 'stub', Payload: {} },
            timeoutInSeconds: 1,
          },
        },
        'TaskStarted',
        {
          type: 'TaskTimedOut',
          previousEventId: 4,
          details: { resourceType: 'lambda', resource: 'invoke', error: 'States.Timeout' },
        },
        { type: 'ExecutionFailed', previousEventId: 5, details: { error: 'States.Timeout' } },
      ],
    },
  },
  {
    name: 'the timeout may be an expression',
    source: statesLanguage('Timeouts'),
    says: 'TimeoutSeconds accepts an expression that returns a positive integer.',
    definition: only(task({ TimeoutSeconds: '{% $states.input.seconds %}' })),
    input: { seconds: 2 },
    tasks: hangs,
    expect: { status: 'FAILED', error: 'States.Timeout' },
  },
  ...['{% 0 %}', '{% 1.5 %}', '{% 100000000 %}', '{% null %}'].map(
    (expression): ConformanceCase => ({
      name: `a timeout of ${expression} fails the state before its call`,
      source: statesLanguage('JSONata Runtime Errors'),
      says: 'A value that the field does not accept is a States.QueryEvaluationError; a timeout is a positive integer.',
      definition: only(task({ TimeoutSeconds: expression })),
      expect: { status: 'FAILED', error: 'States.QueryEvaluationError', cause: /'TimeoutSeconds' expects/, calls: 0 },
    }),
  ),
  {
    name: 'a heartbeat that is not an integer fails the state before its call',
    source: statesLanguage('Timeouts'),
    says: 'HeartbeatSeconds accepts an expression that returns a positive integer.',
    definition: only(tokenTask({ HeartbeatSeconds: '{% 0 %}' })),
    expect: { status: 'FAILED', error: 'States.QueryEvaluationError', cause: /'HeartbeatSeconds' expects/, calls: 0 },
  },
  {
    name: 'a task without a heartbeat in time fails with States.Timeout',
    source: heartbeat,
    says: 'When more than HeartbeatSeconds pass between heartbeats the Task fails with States.Timeout.',
    definition: only(tokenTask({ HeartbeatSeconds: 1, TimeoutSeconds: 3600 })),
    expect: { status: 'FAILED', error: 'States.Timeout' },
  },
  {
    name: 'the history of a missed heartbeat names States.Timeout too',
    source: recordedHistory('timeouts/test_heartbeats'),
    says: 'TaskScheduled has the heartbeat in seconds; TaskTimedOut and the ended execution have the error States.Timeout.',
    undocumented: 'The guide has two names for it, and says only that Catch and Retry accept States.HeartbeatTimeout.',
    definition: only(tokenTask({ HeartbeatSeconds: 5, TimeoutSeconds: 600 })),
    expect: {
      status: 'FAILED',
      error: 'States.Timeout',
      cause: undefined,
      history: [
        'ExecutionStarted',
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        'TaskSubmitted',
        {
          type: 'TaskTimedOut',
          previousEventId: 5,
          details: { resourceType: 'lambda', resource: 'invoke.waitForTaskToken', error: 'States.Timeout' },
        },
        { type: 'ExecutionFailed', previousEventId: 6, details: { error: 'States.Timeout' } },
      ],
    },
  },
  {
    name: 'the heartbeat timeout starts once the function has answered',
    source: lambdaIntegration('Examples'),
    says: 'The heartbeat timeout of a callback task is not enforced while its function is running.',
    definition: startingAtFirst({
      A: tokenTask({
        HeartbeatSeconds: 1,
        TimeoutSeconds: 30,
        Catch: [
          { ErrorEquals: ['States.HeartbeatTimeout'], Next: 'B', Output: 'heartbeat' },
          { ErrorEquals: ['States.Timeout'], Next: 'B', Output: 'timeout' },
        ],
      }),
      B: pass(),
    }),
    tasks: hangs,
    expect: { status: 'SUCCEEDED', output: 'timeout' },
  },
  {
    name: 'a timeout can be caught',
    source: errorHandling('State machine examples using Retry and Catch'),
    says: 'A catcher for States.Timeout catches a Task that ran too long.',
    definition: startingAtFirst({
      A: task({ TimeoutSeconds: 1, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'B' }] }),
      B: pass({ Output: 'caught' }),
    }),
    tasks: hangs,
    expect: { status: 'SUCCEEDED', output: 'caught' },
  },
  {
    name: 'an execution that runs longer than its TimeoutSeconds ends as TIMED_OUT',
    source: machineStructure('TimeoutSeconds'),
    says: 'TimeoutSeconds of the machine is the longest time that an execution may run.',
    definition: only(lasting, { TimeoutSeconds: 1 }),
    expect: {
      status: 'TIMED_OUT',
      history: [
        'ExecutionStarted',
        'WaitStateEntered',
        { type: 'ExecutionTimedOut', previousEventId: 0, details: { error: 'States.Timeout' } },
      ],
    },
  },
  {
    name: 'DescribeExecution shows no error for an execution that timed out',
    source: recordedHistory('timeouts/test_timeouts'),
    says: 'The execution has the status TIMED_OUT and neither error nor cause.',
    undocumented: 'The API reference says that error and cause exist when an execution failed.',
    definition: only(lasting, { TimeoutSeconds: 1 }),
    expect: { status: 'TIMED_OUT', error: undefined, cause: undefined },
  },
  {
    name: 'no catcher matches the timeout of the whole execution',
    source: errorHandling('introduction'),
    says: 'Catchers apply to Task, Parallel and Map states, not to the failure of the whole execution.',
    definition: startingAtFirst(
      {
        A: task({
          Retry: [{ ErrorEquals: ['States.Timeout'] }],
          Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'B' }],
        }),
        B: pass(),
      },
      { TimeoutSeconds: 1 },
    ),
    tasks: hangs,
    expect: { status: 'TIMED_OUT', path: ['A'] },
  },
  {
    name: 'a timeout of 0 is rejected',
    source: seconds,
    says: 'TimeoutSeconds is a positive integer.',
    definition: only(task({ TimeoutSeconds: 0 })),
    expect: { status: 'REJECTED', reason: '/States/A/TimeoutSeconds' },
  },
  {
    name: 'a heartbeat as long as the timeout is rejected',
    source: heartbeat,
    says: 'HeartbeatSeconds is less than TimeoutSeconds.',
    definition: only(task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 })),
    expect: { status: 'REJECTED', reason: 'HeartbeatSeconds must be smaller than TimeoutSeconds, found 5 and 5' },
  },
  {
    name: 'TimeoutSecondsPath is rejected',
    source: taskState('TimeoutSecondsPath'),
    says: 'TimeoutSecondsPath is for JSONPath only.',
    definition: only(task({ TimeoutSecondsPath: '$.s' })),
    expect: { status: 'REJECTED', reason: 'Unrecognized key: "TimeoutSecondsPath"' },
  },
];
