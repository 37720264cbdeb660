import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import {
  createSendTaskHeartbeat,
  createSendTaskResult,
  createStartStateMachine,
  createStateMachineExecutions,
} from '../../lambdas/step-functions.ts';

const PREFIX = 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-';
const unknown = { message: 'unknown', $metadata: {} };

function stepFunctions() {
  const client = new SFNClient({ region: 'eu-west-1' });
  return { client, calls: mockClient(client) };
}

describe('createStartStateMachine', () => {
  it('starts an execution of the machine under the given name', async () => {
    const { client, calls } = stepFunctions();
    calls.on(StartExecutionCommand).resolves({});
    expect(await createStartStateMachine(client, PREFIX)('heal', 'order-1-h2', { orderId: 'order-1' })).toBe(true);
    expect(calls.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: `${PREFIX}heal`,
      name: 'order-1-h2',
      input: '{"orderId":"order-1"}',
    });
  });

  it('returns false for a name that was used before, and rethrows other errors', async () => {
    const { client, calls } = stepFunctions();
    calls
      .on(StartExecutionCommand)
      .rejectsOnce(new ExecutionAlreadyExists(unknown))
      .rejects(new Error('no connection'));
    const start = createStartStateMachine(client, PREFIX);
    expect(await start('heal', 'order-1-h2', {})).toBe(false);
    await expect(start('heal', 'order-1-h2', {})).rejects.toThrow('no connection');
  });
});

describe('createStateMachineExecutions', () => {
  const EXECUTION = 'arn:aws:states:eu-west-1:000000000000:execution:acme-default:order-1-r1';
  const reason = { error: 'OrderCancelled', cause: 'By hand.' };

  it('stops an execution with the reason, or does nothing if there is none', async () => {
    const { client, calls } = stepFunctions();
    calls
      .on(StopExecutionCommand)
      .resolvesOnce({})
      .rejectsOnce(new ExecutionDoesNotExist(unknown))
      .rejects(new Error('no connection'));
    const { stop } = createStateMachineExecutions(client, PREFIX);
    await stop('default', 'order-1-r1', reason);
    expect(calls.commandCalls(StopExecutionCommand)[0]?.args[0].input).toEqual({ executionArn: EXECUTION, ...reason });
    await expect(stop('default', 'order-1-r1', reason)).resolves.toBeUndefined();
    await expect(stop('default', 'order-1-r1', reason)).rejects.toThrow('no connection');
  });

  it('describes an execution, with its error and cause if it has them', async () => {
    const { client, calls } = stepFunctions();
    calls
      .on(DescribeExecutionCommand, { executionArn: EXECUTION })
      .resolvesOnce({ status: 'FAILED', error: 'PluginDeclined', cause: 'No seats left.' })
      .rejectsOnce(new ExecutionDoesNotExist(unknown))
      .rejects(new Error('Rate exceeded'));
    const { describe: describeExecution } = createStateMachineExecutions(client, PREFIX);
    expect(await describeExecution('default', 'order-1-r1')).toEqual({
      status: 'FAILED',
      error: 'PluginDeclined',
      cause: 'No seats left.',
    });
    expect(await describeExecution('default', 'order-1-r1')).toEqual({ status: 'GONE' });
    await expect(describeExecution('default', 'order-1-r1')).rejects.toThrow('Rate exceeded');
  });
});

describe('createSendTaskResult', () => {
  it('answers in the same form as the step host', async () => {
    const { client, calls } = stepFunctions();
    calls.on(SendTaskSuccessCommand).resolves({}).on(SendTaskFailureCommand).resolves({});
    const sendTaskResult = createSendTaskResult(client);
    const error = { name: 'PluginDeclined', code: 'full', message: 'detail', publicMessage: 'No seats left.' };
    expect(await sendTaskResult('T-1', { status: 'succeeded', output: { seat: 7 } })).toBe(true);
    expect(await sendTaskResult('T-2', { status: 'declined', error })).toBe(true);
    expect(calls.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input).toEqual({
      taskToken: 'T-1',
      output: '{"outcome":"succeeded","output":{"seat":7}}',
    });
    expect(calls.commandCalls(SendTaskFailureCommand)[0]?.args[0].input).toEqual({
      taskToken: 'T-2',
      error: 'PluginDeclined',
      cause: 'full: No seats left.',
    });
  });

  it.each([new TaskTimedOut(unknown), new TaskDoesNotExist(unknown), new InvalidToken(unknown)])(
    'returns false for an expired token: $name',
    async (gone) => {
      const { client, calls } = stepFunctions();
      calls.on(SendTaskSuccessCommand).rejectsOnce(gone).rejects(new Error('no connection'));
      const sendTaskResult = createSendTaskResult(client);
      expect(await sendTaskResult('T-1', { status: 'succeeded' })).toBe(false);
      await expect(sendTaskResult('T-1', { status: 'succeeded' })).rejects.toThrow('no connection');
    },
  );
});

describe('createSendTaskHeartbeat', () => {
  it.each([new TaskTimedOut(unknown), new TaskDoesNotExist(unknown), new InvalidToken(unknown)])(
    'sends a heartbeat and returns false for an expired token: $name',
    async (gone) => {
      const { client, calls } = stepFunctions();
      calls
        .on(SendTaskHeartbeatCommand, { taskToken: 'T-1' })
        .resolvesOnce({})
        .rejectsOnce(gone)
        .rejects(new Error('no connection'));
      const sendTaskHeartbeat = createSendTaskHeartbeat(client);
      expect(await sendTaskHeartbeat('T-1')).toBe(true);
      expect(await sendTaskHeartbeat('T-1')).toBe(false);
      await expect(sendTaskHeartbeat('T-1')).rejects.toThrow('no connection');
    },
  );
});
