import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { createSendTaskResult } from '../../../lambdas/order-runs/answer-task.ts';
import { createExecutions } from '../../../lambdas/order-runs/executions.ts';
import { createStartHeal } from '../../../lambdas/order-runs/start-heal.ts';
import { storedOrder } from '../api/read-orders/stored-order.ts';
import { sampleSequence } from './sample-sequence.ts';

const PREFIX = 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-';
const order = storedOrder(1, { status: 'processing' });
const EXECUTION = `arn:aws:states:eu-west-1:000000000000:execution:acme-default:${order.id}-r1`;
const unknown = { message: 'unknown', $metadata: {} };

function stepFunctions() {
  const client = new SFNClient({ region: 'eu-west-1' });
  return { client, calls: mockClient(client) };
}

describe('createExecutions', () => {
  it('stops the execution of the latest run, with the reason', async () => {
    const { client, calls } = stepFunctions();
    calls.on(StopExecutionCommand).resolves({});
    await createExecutions(client, PREFIX).stop(order, 'x'.repeat(40_000));
    const input = calls.commandCalls(StopExecutionCommand)[0]?.args[0].input;
    expect(input).toMatchObject({ executionArn: EXECUTION, error: 'OrderCancelled' });
    expect(input?.cause).toHaveLength(32_768);
  });

  it('is content with an execution that is not there, and with nothing else', async () => {
    const { client, calls } = stepFunctions();
    calls.on(StopExecutionCommand).rejectsOnce(new ExecutionDoesNotExist(unknown)).rejects(new Error('no connection'));
    const { stop } = createExecutions(client, PREFIX);
    await expect(stop(order, '')).resolves.toBeUndefined();
    await expect(stop(order, '')).rejects.toThrow('no connection');
  });

  it('tells how an execution is doing, and of one that is gone', async () => {
    const { client, calls } = stepFunctions();
    calls
      .on(DescribeExecutionCommand, { executionArn: EXECUTION })
      .resolvesOnce({ status: 'ABORTED', cause: 'By hand.' })
      .rejectsOnce(new ExecutionDoesNotExist(unknown))
      .rejects(new Error('Rate exceeded'));
    const { stateOf } = createExecutions(client, PREFIX);
    expect(await stateOf(order)).toEqual({ status: 'ABORTED', cause: 'By hand.' });
    expect(await stateOf(order)).toEqual({ status: 'GONE' });
    await expect(stateOf(order)).rejects.toThrow('Rate exceeded');
    await expect(stateOf({ ...order, runs: [] })).rejects.toThrow(/to have a run, found none/);
  });
});

describe('createAnswerTask', () => {
  it('answers as the step host does', async () => {
    const { client, calls } = stepFunctions();
    calls.on(SendTaskSuccessCommand).resolves({}).on(SendTaskFailureCommand).resolves({});
    const answer = createSendTaskResult(client);
    const error = { name: 'PluginDeclined', code: 'full', message: 'detail', publicMessage: 'No seats left.' };
    expect(await answer('T-1', { status: 'succeeded', output: { seat: 7 } })).toBe(true);
    expect(await answer('T-2', { status: 'declined', error })).toBe(true);
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
    'says that nobody waits any more: $name',
    async (gone) => {
      const { client, calls } = stepFunctions();
      calls.on(SendTaskSuccessCommand).rejectsOnce(gone).rejects(new Error('no connection'));
      const answer = createSendTaskResult(client);
      expect(await answer('T-1', { status: 'succeeded' })).toBe(false);
      await expect(answer('T-1', { status: 'succeeded' })).rejects.toThrow('no connection');
    },
  );
});

describe('createStartHeal', () => {
  const [step] = sampleSequence({ onCriticalFailure: 'stop' }).steps;
  if (step === undefined) throw new TypeError('Expected a step.');
  const healing = { orderId: order.id, run: 1, step, results: { crm: { contact: 'C-1' } }, waitSeconds: 0 };

  it('starts one execution for each wish, within the length of a name', async () => {
    const { client, calls } = stepFunctions();
    calls.on(StartExecutionCommand).resolves({});
    const startHeal = createStartHeal(client, PREFIX);
    await startHeal({ ...healing, trigger: 2 });
    await startHeal({ ...healing, trigger: 3 });
    const inputs = calls.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input);
    expect(new Set(inputs.map(({ name }) => name)).size).toBe(2);
    expect(inputs.every(({ name = '' }) => name.length <= 80)).toBe(true);
    expect(inputs[0]?.stateMachineArn).toBe(`${PREFIX}heal`);
    expect(JSON.parse(inputs[0]?.input ?? '')).toMatchObject({
      orderId: order.id,
      run: 1,
      function: `plugin-${step.name}`,
      results: { crm: { contact: 'C-1' } },
      wait: { seconds: 0 },
    });
  });

  it('is content with one that was started before, and with nothing else', async () => {
    const { client, calls } = stepFunctions();
    calls
      .on(StartExecutionCommand)
      .rejectsOnce(new ExecutionAlreadyExists(unknown))
      .rejects(new Error('no connection'));
    const startHeal = createStartHeal(client, PREFIX);
    await expect(startHeal({ ...healing, trigger: 2 })).resolves.toBeUndefined();
    await expect(startHeal({ ...healing, trigger: 2 })).rejects.toThrow('no connection');
  });
});
