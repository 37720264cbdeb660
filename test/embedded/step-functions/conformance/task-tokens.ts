import { apiReference, contextObject, integrationPatterns } from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { only, pass, startingAtFirst, task, tokenTask } from './play/states.ts';

const callback = integrationPatterns('Wait for a Callback with Task Token');
const success = apiReference('SendTaskSuccess');
const failure = apiReference('SendTaskFailure');
const heartbeat = apiReference('SendTaskHeartbeat');

export const taskTokenCases: readonly ConformanceCase[] = [
  {
    name: 'a state waits until its token is answered, and returns the output of the answer',
    source: callback,
    says: 'The task pauses until its token is returned with SendTaskSuccess; the output of that call is its result.',
    definition: only(tokenTask()),
    answers: [{ send: 'SendTaskSuccess', fields: { output: '{"paid":true}' } }],
    expect: { status: 'SUCCEEDED', output: { paid: true } },
  },
  {
    name: 'the history shows the request, its response and the answer to the token',
    source: apiReference('TaskSubmittedEventDetails')('Contents'),
    says: 'TaskSubmitted has the response of the resource, and TaskSucceeded the output that ends the task.',
    definition: only(tokenTask()),
    tasks: [{ gives: 'asked' }],
    answers: [{ send: 'SendTaskSuccess', fields: { output: '1' } }],
    expect: {
      status: 'SUCCEEDED',
      history: [
        'ExecutionStarted',
        'TaskStateEntered',
        'TaskScheduled',
        {
          type: 'TaskStarted',
          previousEventId: 3,
          details: { resourceType: 'lambda', resource: 'invoke.waitForTaskToken' },
        },
        {
          type: 'TaskSubmitted',
          previousEventId: 4,
          details: {
            resourceType: 'lambda',
            resource: 'invoke.waitForTaskToken',
            output: {
              ExecutedVersion: '$LATEST',
              Payload: 'asked',
              StatusCode: 200,
              SdkHttpMetadata: { HttpStatusCode: 200 },
              SdkResponseMetadata: { RequestId: 'request-1' },
            },
            outputDetails: { truncated: false },
          },
        },
        {
          type: 'TaskSucceeded',
          previousEventId: 5,
          details: {
            resourceType: 'lambda',
            resource: 'invoke.waitForTaskToken',
            output: 1,
            outputDetails: { truncated: false },
          },
        },
        'TaskStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
  {
    name: 'SendTaskFailure fails the state with its error and cause',
    source: failure('Request Parameters'),
    says: 'error is the code of the failure and cause explains it.',
    definition: only(tokenTask()),
    answers: [{ send: 'SendTaskFailure', fields: { error: 'Declined', cause: 'no funds' } }],
    expect: { status: 'FAILED', error: 'Declined', cause: 'no funds' },
  },
  {
    name: 'a reported failure is retried and caught like any other',
    source: callback,
    says: 'A task that waits for its token supports Retry and Catch.',
    definition: startingAtFirst({
      A: tokenTask({ Catch: [{ ErrorEquals: ['Declined'], Next: 'B' }] }),
      B: pass(),
    }),
    answers: [{ send: 'SendTaskFailure', fields: { error: 'Declined', cause: 'no funds' } }],
    expect: { status: 'SUCCEEDED', output: { Error: 'Declined', Cause: 'no funds' } },
  },
  {
    name: 'a heartbeat is accepted and does not end the task',
    source: heartbeat('introduction'),
    says: 'A heartbeat reports that the task is making progress; it adds no event.',
    definition: only(tokenTask({ HeartbeatSeconds: 36_000 })),
    answers: [{ send: 'SendTaskHeartbeat' }, { send: 'SendTaskSuccess', fields: { output: '1' } }],
    expect: {
      status: 'SUCCEEDED',
      history: [
        'ExecutionStarted',
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        'TaskSubmitted',
        'TaskSucceeded',
        'TaskStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
  ...(['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat'] as const).map(
    (send): ConformanceCase => ({
      name: `${send} rejects a token that was already answered`,
      source: apiReference(send)('Errors'),
      says: 'TaskTimedOut means that the token has expired or that its task has already been closed.',
      definition: only(tokenTask()),
      answers: [
        { send: 'SendTaskSuccess', fields: { output: '1' } },
        { send, rejected: 'TaskTimedOut' },
      ],
      expect: { status: 'SUCCEEDED', output: 1 },
    }),
  ),
  {
    name: 'an answer after the timeout is rejected with TaskTimedOut',
    source: success('Errors'),
    says: 'TaskTimedOut means that the token has expired or that its task has already been closed.',
    definition: only(tokenTask({ TimeoutSeconds: 1 })),
    answers: [{ send: 'SendTaskSuccess', afterEnd: true, rejected: 'TaskTimedOut' }],
    expect: { status: 'FAILED', error: 'States.Timeout' },
  },
  {
    name: 'a string that is not a token is rejected with InvalidToken',
    source: success('Errors'),
    says: 'InvalidToken means that the token is not valid.',
    definition: only(tokenTask()),
    answers: [
      { send: 'SendTaskSuccess', token: 'not a token', rejected: 'InvalidToken' },
      { send: 'SendTaskFailure', token: 'not a token', rejected: 'InvalidToken' },
      { send: 'SendTaskHeartbeat', token: 'not a token', rejected: 'InvalidToken' },
      { send: 'SendTaskSuccess', fields: { output: '1' } },
    ],
    expect: { status: 'SUCCEEDED', output: 1 },
  },
  {
    name: 'an output that is not JSON is rejected with InvalidOutput, and the task keeps waiting',
    source: success('Errors'),
    says: 'InvalidOutput means that the output is not valid.',
    definition: only(tokenTask()),
    answers: [
      { send: 'SendTaskSuccess', fields: { output: '{' }, rejected: 'InvalidOutput' },
      { send: 'SendTaskSuccess', fields: { output: '"fine"' } },
    ],
    expect: { status: 'SUCCEEDED', output: 'fine' },
  },
  {
    name: 'an output over 256 KiB is rejected, and the task keeps waiting',
    source: success('Request Parameters'),
    says: 'output is at most 262144 bytes long.',
    definition: only(tokenTask()),
    answers: [
      { send: 'SendTaskSuccess', fields: { output: `"${'x'.repeat(262_144)}"` }, rejected: 'ValidationException' },
      { send: 'SendTaskSuccess', fields: { output: '"fine"' } },
    ],
    expect: { status: 'SUCCEEDED', output: 'fine' },
  },
  {
    name: 'every attempt has its own token, and the old one is no longer valid',
    source: callback,
    says: 'When a task with a token times out, a new random token is created.',
    definition: only(tokenTask({ Retry: [{ ErrorEquals: ['Again'], MaxAttempts: 1 }] })),
    answers: [
      { send: 'SendTaskFailure', fields: { error: 'Again' } },
      { send: 'SendTaskSuccess', token: 1, fields: { output: '2' } },
      { send: 'SendTaskSuccess', token: 0, afterEnd: true, rejected: 'TaskTimedOut' },
    ],
    expect: { status: 'SUCCEEDED', output: 2, calls: 2 },
  },
  {
    name: 'a failed call fails the state although it waits for a token',
    source: callback,
    says: 'The service is called with the token before the state waits for it.',
    definition: only(tokenTask()),
    tasks: [{ fails: 'CannotAsk' }],
    expect: { status: 'FAILED', error: 'CannotAsk' },
  },
  {
    name: 'a Task that does not wait for a token has none',
    source: contextObject('Context object fields'),
    says: 'Task.Token is available in a task definition; only .waitForTaskToken pauses for it.',
    undocumented: 'The documentation does not say whether other resources see a token; here they do not.',
    definition: only(task({ Arguments: { FunctionName: 'f', Payload: '{% $exists($states.context.Task) %}' } })),
    expect: {
      status: 'SUCCEEDED',
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
            parameters: { FunctionName: 'f', Payload: false },
          },
        },
        'TaskStarted',
        'TaskSucceeded',
        'TaskStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
];
