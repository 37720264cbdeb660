import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamoDbClient, eventBridgeClient, MAX_ATTEMPTS, SHORT_TIMEOUTS } from '../../lambdas/clients.ts';
import { stepFunctionsClient } from '../../lambdas/step-functions.ts';
import { startLocalAws } from './runtime/local-aws.ts';

const execution = { executionArn: 'arn:aws:states:execution', startDate: 1 };
const OPERATIONS = {
  'AWSEvents.PutEvents': { FailedEntryCount: 0, Entries: [] },
  'AWSStepFunctions.StartExecution': execution,
  'DynamoDB_20120810.ListTables': { TableNames: [] },
};

let aws: Awaited<ReturnType<typeof startLocalAws>>;
beforeEach(async () => {
  aws = await startLocalAws(OPERATIONS);
  for (const service of ['DYNAMODB', 'EVENTBRIDGE', 'SFN']) vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, aws.endpoint);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.close();
});

describe('SHORT_TIMEOUTS', () => {
  // The same limits, short enough for a test to wait for.
  const timeouts = { ...SHORT_TIMEOUTS, requestTimeout: 200 };

  it.each([
    ['AWSEvents.PutEvents', () => eventBridgeClient(timeouts).send(new PutEventsCommand({ Entries: [{}] }))],
    [
      'AWSStepFunctions.StartExecution',
      () =>
        stepFunctionsClient(timeouts).send(new StartExecutionCommand({ stateMachineArn: 'arn:aws:states:machine' })),
    ],
    ['DynamoDB_20120810.ListTables', () => dynamoDbClient(timeouts).send(new ListTablesCommand())],
  ])('let a call that gets no reply be tried again: %s', async (operation, call) => {
    aws.unanswered.add(operation);
    await call();
    expect(aws.calls.map((made) => made.operation)).toEqual([operation, operation]);
  });

  it('leave time for another attempt within the 30 s of an HTTP API, even after the longest wait', () => {
    const { connectionTimeout = 0, requestTimeout = 0 } = SHORT_TIMEOUTS;
    expect(requestTimeout).toBeLessThan(4_000);
    expect(connectionTimeout).toBeLessThan(requestTimeout);
    expect(MAX_ATTEMPTS * requestTimeout).toBeLessThan(15_000);
  });
});
