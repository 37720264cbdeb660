import { apiReference, recordedHistory } from './play/aws-documents.ts';
import type { ConformanceCase, ExpectedEvent } from './play/conformance-case.ts';
import { map, only, pass, startingAtFirst, task } from './play/states.ts';

const whole = { truncated: false };
const lambda = { resourceType: 'lambda', resource: 'invoke' };

/** How every execution without input begins, up to its first state. */
function begun(entered: string): ExpectedEvent[] {
  return [
    {
      type: 'ExecutionStarted',
      previousEventId: 0,
      details: { input: {}, inputDetails: whole, roleArn: 'arn:aws:iam::000000000000:role/states' },
    },
    { type: entered, previousEventId: 0, details: { name: 'A', input: {}, inputDetails: whole } },
  ];
}

function succeeded(previousEventId: number, output: unknown): ExpectedEvent {
  return { type: 'ExecutionSucceeded', previousEventId, details: { output, outputDetails: whole } };
}

export const historyCases: readonly ConformanceCase[] = [
  {
    name: 'events are numbered from 1, and each refers to the previous one',
    source: apiReference('HistoryEvent')('id, previousEventId'),
    says: 'Events are numbered consecutively from 1, and previousEventId is the id of the previous event.',
    definition: only(pass()),
    expect: {
      status: 'SUCCEEDED',
      history: [
        'ExecutionStarted',
        'PassStateEntered',
        { type: 'PassStateExited', previousEventId: 2, details: { name: 'A', output: {}, outputDetails: whole } },
        succeeded(3, {}),
      ],
    },
  },
  {
    name: 'the first state follows event 0 and not the start of the execution',
    source: recordedHistory('timeouts/test_timeouts'),
    says: 'ExecutionStarted and the entry of the first state both have the previousEventId 0.',
    undocumented: 'The API reference says only that previousEventId is the id of the previous event.',
    definition: only(pass()),
    expect: { status: 'SUCCEEDED', history: [...begun('PassStateEntered'), 'PassStateExited', 'ExecutionSucceeded'] },
  },
  {
    name: 'an invocation by lambda:invoke makes Task events, and not LambdaFunction events',
    source: apiReference('HistoryEvent')('type'),
    says: 'Tasks of connected resources have TaskScheduled, TaskStarted and TaskSucceeded; LambdaFunction… is for functions by ARN.',
    definition: only(task({ TimeoutSeconds: 3600, HeartbeatSeconds: 60 })),
    tasks: [{ gives: 1 }],
    expect: {
      status: 'SUCCEEDED',
      history: [
        ...begun('TaskStateEntered'),
        {
          type: 'TaskScheduled',
          previousEventId: 2,
          details: {
            ...lambda,
            region: 'eu-west-1',
            parameters: { FunctionName: 'stub', Payload: {} },
            timeoutInSeconds: 3600,
            heartbeatInSeconds: 60,
          },
        },
        { type: 'TaskStarted', previousEventId: 3, details: lambda },
        {
          type: 'TaskSucceeded',
          previousEventId: 4,
          details: {
            ...lambda,
            output: {
              ExecutedVersion: '$LATEST',
              Payload: 1,
              StatusCode: 200,
              SdkHttpMetadata: { HttpStatusCode: 200 },
              SdkResponseMetadata: { RequestId: 'request-1' },
            },
            outputDetails: whole,
          },
        },
        { type: 'TaskStateExited', previousEventId: 5, details: { name: 'A', output: 1, outputDetails: whole } },
        succeeded(6, 1),
      ],
    },
  },
  {
    name: 'a failed Task ends with TaskFailed and ExecutionFailed, and its state is not exited',
    source: apiReference('TaskFailedEventDetails')('Contents'),
    says: 'TaskFailed has the resource, the error and the cause; ExecutionFailed has the error and the cause.',
    definition: only(task()),
    tasks: [{ fails: 'Broken', message: 'no' }],
    expect: {
      status: 'FAILED',
      history: [
        ...begun('TaskStateEntered'),
        'TaskScheduled',
        'TaskStarted',
        {
          type: 'TaskFailed',
          previousEventId: 4,
          details: { ...lambda, error: 'Broken', cause: '{"errorType":"Broken","errorMessage":"no","trace":[]}' },
        },
        {
          type: 'ExecutionFailed',
          previousEventId: 5,
          details: { error: 'Broken', cause: '{"errorType":"Broken","errorMessage":"no","trace":[]}' },
        },
      ],
    },
  },
  {
    name: 'a caught failure exits its state with the output of the catcher',
    source: recordedHistory('states_variables/test_error_output'),
    says: 'TaskFailed is followed by TaskStateExited with the Output of the catcher.',
    undocumented: 'The API reference lists the types of events, but not their order.',
    definition: startingAtFirst({
      A: task({
        Catch: [
          {
            ErrorEquals: ['States.ALL'],
            Next: 'B',
            Output: 'caught',
          },
        ],
      }),
      B: pass(),
    }),
    tasks: [{ fails: 'Broken' }],
    expect: {
      status: 'SUCCEEDED',
      history: [
        ...begun('TaskStateEntered'),
        'TaskScheduled',
        'TaskStarted',
        'TaskFailed',
        {
          type: 'TaskStateExited',
          previousEventId: 5,
          details: {
            name: 'A',
            output: 'caught',
            outputDetails: whole,
          },
        },
        { type: 'PassStateEntered', previousEventId: 6, details: { name: 'B', input: 'caught', inputDetails: whole } },
        'PassStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
  {
    name: 'a Map records its length, and each iteration its index',
    source: apiReference('MapIterationEventDetails')('Contents'),
    says: 'MapStateStarted has the length of the list; the events of an iteration have its index and the name of the Map.',
    definition: only(map(pass(), { Items: ['x'] })),
    expect: {
      status: 'SUCCEEDED',
      history: [
        ...begun('MapStateEntered'),
        { type: 'MapStateStarted', previousEventId: 2, details: { length: 1 } },
        { type: 'MapIterationStarted', previousEventId: 3, details: { name: 'A', index: 0 } },
        { type: 'PassStateEntered', previousEventId: 4, details: { name: 'I', input: 'x', inputDetails: whole } },
        'PassStateExited',
        { type: 'MapIterationSucceeded', previousEventId: 6, details: { name: 'A', index: 0 } },
        { type: 'MapStateSucceeded', previousEventId: 6 },
        { type: 'MapStateExited', previousEventId: 6, details: { name: 'A', output: ['x'], outputDetails: whole } },
        succeeded(9, ['x']),
      ],
    },
  },
  {
    name: 'the next iteration follows the last state of the previous one',
    source: recordedHistory('scenarios/test_base_scenarios'),
    says: 'With a concurrency of 1, the event before MapIterationStarted is the last one of the previous iteration.',
    undocumented: 'The API reference says only that previousEventId is the id of the previous event.',
    definition: only(map(pass(), { Items: ['x', 'y'], MaxConcurrency: 1 })),
    expect: {
      status: 'SUCCEEDED',
      history: [
        'ExecutionStarted',
        'MapStateEntered',
        'MapStateStarted',
        { type: 'MapIterationStarted', previousEventId: 3, details: { name: 'A', index: 0 } },
        'PassStateEntered',
        'PassStateExited',
        { type: 'MapIterationSucceeded', previousEventId: 6, details: { name: 'A', index: 0 } },
        { type: 'MapIterationStarted', previousEventId: 6, details: { name: 'A', index: 1 } },
        'PassStateEntered',
        'PassStateExited',
        'MapIterationSucceeded',
        'MapStateSucceeded',
        'MapStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
  {
    name: 'a failed iteration aborts the others before the Map fails',
    source: recordedHistory('timeouts/test_timeouts'),
    says: 'TaskStateAborted and MapIterationAborted of each other iteration appear between MapIterationFailed and MapStateFailed.',
    undocumented: 'The API reference lists the types of events, but not their order.',
    definition: only(map(task({ TimeoutSeconds: 3600 }), { Items: ['x', 'y'] })),
    tasks: [{ fails: 'Broken' }, { hangs: true }],
    expect: {
      status: 'FAILED',
      error: 'Broken',
      history: [
        'ExecutionStarted',
        'MapStateEntered',
        'MapStateStarted',
        'MapIterationStarted',
        'MapIterationStarted',
        { type: 'TaskStateEntered', previousEventId: 4, details: { name: 'I', input: 'x', inputDetails: whole } },
        'TaskScheduled',
        'TaskStarted',
        { type: 'TaskStateEntered', previousEventId: 5, details: { name: 'I', input: 'y', inputDetails: whole } },
        'TaskScheduled',
        'TaskStarted',
        'TaskFailed',
        { type: 'MapIterationFailed', previousEventId: 12, details: { name: 'A', index: 0 } },
        { type: 'TaskStateAborted', previousEventId: 12 },
        { type: 'MapIterationAborted', previousEventId: 12, details: { name: 'A', index: 1 } },
        { type: 'MapStateFailed', previousEventId: 12 },
        'ExecutionFailed',
      ],
    },
  },
];
