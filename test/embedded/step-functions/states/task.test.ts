import { expect } from 'vitest';
import { lambdaError, lambdaTask } from '../step-functions-fixture.ts';
import { testStateCases } from './state-case.ts';

testStateCases({
  'a Task gives the whole answer of the invocation when it has no Output': {
    definition: { StartAt: 'A', States: { A: lambdaTask({ Output: undefined, End: true }) } },
    lambda: () => ({ got: 1 }),
    path: ['A'],
    types: [
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ],
    output: {
      ExecutedVersion: '$LATEST',
      Payload: { got: 1 },
      StatusCode: 200,
      SdkHttpMetadata: { HttpStatusCode: 200 },
      SdkResponseMetadata: { RequestId: 'request-1' },
    },
  },
  'a Task that fails without Retry and Catch ends the execution with the error and its payload': {
    definition: { StartAt: 'A', States: { A: lambdaTask({ End: true }) } },
    lambda: () => {
      throw lambdaError('PluginFailed', 'no');
    },
    path: ['A'],
    types: ['ExecutionStarted', 'TaskStateEntered', 'TaskScheduled', 'TaskStarted', 'TaskFailed', 'ExecutionFailed'],
    failure: { error: 'PluginFailed', cause: '{"errorType":"PluginFailed","errorMessage":"no","trace":[]}' },
  },
  'an unknown function fails with a plain text as cause': {
    definition: { StartAt: 'A', States: { A: lambdaTask({ End: true }) } },
    lambda: () => {
      throw lambdaError('Lambda.ResourceNotFoundException', 'Function not found');
    },
    path: ['A'],
    failure: { error: 'Lambda.ResourceNotFoundException', cause: 'Function not found' },
  },
  'an argument that the integration does not know fails with States.Runtime': {
    definition: { StartAt: 'A', States: { A: lambdaTask({ Arguments: { FunctionName: 'f', Log: 1 }, End: true }) } },
    path: ['A'],
    failure: { error: 'States.Runtime', cause: expect.stringContaining('Log') },
  },
});
