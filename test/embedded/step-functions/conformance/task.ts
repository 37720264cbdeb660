import {
  errorHandling,
  integrationPatterns,
  lambdaErrors,
  lambdaIntegration,
  recordedHistory,
  statesLanguage,
  taskState,
} from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { only, task } from './play/states.ts';

const types = taskState('Task types');
const resource = (Resource: string): object => only(task({ Resource }));

export const taskCases: readonly ConformanceCase[] = [
  {
    name: 'a Task without Output returns the whole response of the invocation',
    source: lambdaIntegration('Examples'),
    says: 'The output of the function is nested in an object with metadata, and its payload is parsed.',
    definition: only(task({ Output: undefined })),
    tasks: [{ gives: { got: 1 } }],
    expect: {
      status: 'SUCCEEDED',
      output: {
        ExecutedVersion: '$LATEST',
        Payload: { got: 1 },
        StatusCode: 200,
        SdkHttpMetadata: { HttpStatusCode: 200 },
        SdkResponseMetadata: { RequestId: 'request-1' },
      },
    },
  },
  {
    name: 'Arguments define the payload of the function',
    source: taskState('Arguments'),
    says: 'Arguments go to the connected resource, with their expressions evaluated.',
    definition: only(task({ Arguments: { FunctionName: 'f', Payload: { n: '{% $states.input.n + 1 %}' } } })),
    input: { n: 1 },
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
            parameters: { FunctionName: 'f', Payload: { n: 2 } },
          },
        },
        'TaskStarted',
        'TaskSucceeded',
        'TaskStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
  {
    name: 'a Task without Arguments passes its input to the resource',
    source: statesLanguage('Using Arguments and Output'),
    says: 'Arguments default to the input of the state.',
    definition: only(task({ Arguments: undefined })),
    input: { FunctionName: 'f', Payload: 1 },
    tasks: [{ gives: 'called' }],
    expect: { status: 'SUCCEEDED', output: 'called', calls: 1 },
  },
  {
    name: 'an error of a function has its name as Error and its JSON text as Cause',
    source: lambdaErrors('Syntax'),
    says: 'Lambda returns the type, message and stack trace of an error as a JSON document; the task fails with the type as Error and the document as Cause.',
    definition: only(task()),
    tasks: [{ fails: 'PluginFailed', message: 'no' }],
    expect: {
      status: 'FAILED',
      error: 'PluginFailed',
      cause: '{"errorType":"PluginFailed","errorMessage":"no","trace":[]}',
    },
  },
  {
    name: 'an error of the Lambda service has plain text as Cause',
    source: recordedHistory('error_handling/test_task_service_lambda'),
    says: 'An unknown function fails with Lambda.ResourceNotFoundException and the message of the service.',
    undocumented: 'The guide lists the errors of Lambda, but not the form of their Cause.',
    definition: only(task()),
    tasks: [{ fails: 'Lambda.ResourceNotFoundException', message: 'Function not found' }],
    expect: { status: 'FAILED', error: 'Lambda.ResourceNotFoundException', cause: 'Function not found' },
  },
  {
    name: 'throttled invocations fail with the name of that error',
    source: errorHandling('Error names, note on Lambda'),
    says: 'At the limit of invocations, the error is Lambda.TooManyRequestsException.',
    definition: only(task({ Retry: [{ ErrorEquals: ['Lambda.TooManyRequestsException'], MaxAttempts: 1 }] })),
    tasks: [{ fails: 'Lambda.TooManyRequestsException' }, { gives: 1 }],
    expect: { status: 'SUCCEEDED', output: 1, calls: 2 },
  },
  {
    name: 'unknown arguments cannot start the task',
    source: errorHandling('States.Runtime'),
    says: 'States.Runtime is an error that the execution cannot process.',
    undocumented: 'The guide has no example with arguments; this name and message were observed on AWS.',
    definition: only(task({ Arguments: { FunctionName: 'f', Log: 1 } })),
    expect: {
      status: 'FAILED',
      error: 'States.Runtime',
      cause: /could not be used to start the Task: \[Arguments: Unrecognized key: "Log"\]$/,
      calls: 0,
    },
  },
  {
    name: 'a Task without Resource is rejected',
    source: taskState('Resource'),
    says: 'Resource is required.',
    definition: only(task({ Resource: undefined })),
    expect: { status: 'REJECTED', reason: '/States/A/Resource' },
  },
  {
    name: 'a Resource that is an expression is rejected',
    source: statesLanguage('Expressions'),
    says: 'Type and Resource are constant strings.',
    definition: resource('{% $states.input.resource %}'),
    expect: {
      status: 'REJECTED',
      reason: 'is not supported: use arn:aws:states:::lambda:invoke or arn:aws:states:::lambda:invoke.waitForTaskToken',
    },
  },
  {
    name: 'the ARN of a function as Resource is rejected',
    source: lambdaIntegration('Directly specified function resource'),
    says: 'A function can be referenced by its ARN; the result is then only the output of the function.',
    differs: 'AWS accepts it; here only the optimized integration is supported, and the error names it.',
    definition: resource('arn:aws:lambda:eu-west-1:000000000000:function:f'),
    expect: {
      status: 'REJECTED',
      reason: 'is not supported: use arn:aws:states:::lambda:invoke or arn:aws:states:::lambda:invoke.waitForTaskToken',
    },
  },
  {
    name: 'an unsupported integration is rejected by name',
    source: types,
    says: 'AWS integrates many services, each with its own resource.',
    differs: 'AWS accepts it; here only what this project uses is supported.',
    definition: resource('arn:aws:states:::sqs:sendMessage'),
    expect: { status: 'REJECTED', reason: 'The resource "arn:aws:states:::sqs:sendMessage" is not supported' },
  },
  {
    name: 'an integration that waits for a job is rejected',
    source: integrationPatterns('Run a Job (.sync)'),
    says: 'With .sync, a state waits until the job that it started has ended.',
    differs: 'AWS accepts it for some services; here it is not supported.',
    definition: resource('arn:aws:states:::states:startExecution.sync:2'),
    expect: { status: 'REJECTED', reason: 'startExecution.sync:2" is not supported' },
  },
  {
    name: 'a Credentials field is rejected',
    source: taskState('Credentials'),
    says: 'Credentials specify a role for the call.',
    differs: 'AWS accepts it; here there are no roles to assume.',
    definition: only(task({ Credentials: { RoleArn: 'arn:aws:iam::000000000000:role/r' } })),
    expect: { status: 'REJECTED', reason: 'Unrecognized key: "Credentials"' },
  },
];
