import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { createExecutions, createStartExecution } from '../../../lambdas/order-runs/executions.ts';
import { createStartStateMachine, createStateMachineExecutions } from '../../../lambdas/step-functions.ts';
import { storedOrder } from '../api/stored-order.ts';

const PREFIX = 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-';
const order = storedOrder(1, { status: 'processing' });
const EXECUTION = `arn:aws:states:eu-west-1:000000000000:execution:acme-default:${order.id}-r1`;
const unknown = { message: 'unknown', $metadata: {} };

function stepFunctions() {
  const client = new SFNClient({ region: 'eu-west-1' });
  return { client, calls: mockClient(client) };
}

describe('createStartExecution', () => {
  function starter() {
    const { client, calls } = stepFunctions();
    return { calls, startExecution: createStartExecution(createStartStateMachine(client, PREFIX)) };
  }

  it('starts the latest run in the machine of its sequence, under its own name, without the order', async () => {
    const { calls, startExecution } = starter();
    calls.on(StartExecutionCommand).resolves({});
    const [run] = order.runs;
    const runs = run === undefined ? [] : [run, { ...run, number: 2, sequence: { name: 'trial', version: 'v' } }];

    await startExecution({ ...order, revision: 3, runs });

    const input = calls.commandCalls(StartExecutionCommand)[0]?.args[0].input;
    expect(input).toMatchObject({ stateMachineArn: `${PREFIX}trial`, name: `${order.id}-r2` });
    expect(JSON.parse(input?.input ?? '')).toEqual({ orderId: order.id, run: 2, revision: 3, results: {} });
    expect(input?.name?.length).toBeLessThanOrEqual(80);
  });

  it('accepts a run that was started before, and rethrows other errors', async () => {
    const { calls, startExecution } = starter();
    calls
      .on(StartExecutionCommand)
      .rejectsOnce(new ExecutionAlreadyExists({ message: 'exists', $metadata: {} }))
      .rejects(new Error('no connection'));
    await expect(startExecution(order)).resolves.toBeUndefined();
    await expect(startExecution(order)).rejects.toThrow('no connection');
  });

  it('rejects an order without a run', async () => {
    await expect(starter().startExecution({ ...order, runs: [] })).rejects.toThrow(/has no run/);
  });
});

describe('createExecutions', () => {
  it('stops the execution of the latest run, with the reason', async () => {
    const { client, calls } = stepFunctions();
    calls.on(StopExecutionCommand).resolves({});
    await createExecutions(createStateMachineExecutions(client, PREFIX)).stop(order, 'x'.repeat(40_000));
    const input = calls.commandCalls(StopExecutionCommand)[0]?.args[0].input;
    expect(input).toMatchObject({ executionArn: EXECUTION, error: 'OrderCancelled' });
    expect(input?.cause).toHaveLength(32_768);
  });

  it('accepts a missing execution, and rethrows other errors', async () => {
    const { client, calls } = stepFunctions();
    calls.on(StopExecutionCommand).rejectsOnce(new ExecutionDoesNotExist(unknown)).rejects(new Error('no connection'));
    const { stop } = createExecutions(createStateMachineExecutions(client, PREFIX));
    await expect(stop(order, '')).resolves.toBeUndefined();
    await expect(stop(order, '')).rejects.toThrow('no connection');
  });

  it('returns the status of an execution, and GONE for a missing one', async () => {
    const { client, calls } = stepFunctions();
    calls
      .on(DescribeExecutionCommand, { executionArn: EXECUTION })
      .resolvesOnce({ status: 'ABORTED', cause: 'By hand.' })
      .rejectsOnce(new ExecutionDoesNotExist(unknown))
      .rejects(new Error('Rate exceeded'));
    const { stateOf } = createExecutions(createStateMachineExecutions(client, PREFIX));
    expect(await stateOf(order)).toEqual({ status: 'ABORTED', cause: 'By hand.' });
    expect(await stateOf(order)).toEqual({ status: 'GONE' });
    await expect(stateOf(order)).rejects.toThrow('Rate exceeded');
    await expect(stateOf({ ...order, runs: [] })).rejects.toThrow(/has no run/);
  });
});
