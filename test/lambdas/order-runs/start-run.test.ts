import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { createStartExecution, type StartRunPorts, startRun } from '../../../lambdas/order-runs/start-run.ts';
import { storedOrder } from '../api/read-orders/stored-order.ts';

const PREFIX = 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-';
const order = storedOrder(1, { status: 'submitted' });

/** Ports that write down what they are called for, some of which fail. */
function ports(failing: readonly string[] = []) {
  const calls: string[] = [];
  const call = (name: string) => async () => {
    calls.push(name);
    if (failing.includes(name)) throw new Error(`${name} failed`);
  };
  const told: StartRunPorts = {
    orders: { markUnpublished: call('mark') },
    publishEvents: call('publish'),
    startExecution: call('start'),
    onError: (message) => calls.push(message),
  };
  return { calls, told };
}

describe('startRun', () => {
  it('publishes the events and then starts the run', async () => {
    const { calls, told } = ports();
    await startRun(order, told);
    expect(calls).toEqual(['publish', 'start']);
  });

  it('marks the order before it starts a run whose events were not published', async () => {
    const { calls, told } = ports(['publish']);
    await startRun(order, told);
    expect(calls).toEqual(['publish', 'Events not published; the sweeper publishes them', 'mark', 'start']);
  });

  it('leaves the order to the sweeper when it can be neither published nor marked', async () => {
    const { calls, told } = ports(['publish', 'mark']);
    await expect(startRun(order, told)).rejects.toThrow('mark failed');
    expect(calls).not.toContain('start');
  });

  it('passes on that the run was not started', async () => {
    await expect(startRun(order, ports(['start']).told)).rejects.toThrow('start failed');
  });
});

describe('createStartExecution', () => {
  function stepFunctions() {
    const client = new SFNClient({ region: 'eu-west-1' });
    return { calls: mockClient(client), startExecution: createStartExecution(client, PREFIX) };
  }

  it('starts the latest run in the machine of its sequence, under a name of its own, without the order', async () => {
    const { calls, startExecution } = stepFunctions();
    calls.on(StartExecutionCommand).resolves({});
    const [run] = order.runs;
    const runs = run === undefined ? [] : [run, { ...run, number: 2, sequence: { name: 'trial', version: 'v' } }];

    await startExecution({ ...order, revision: 3, runs });

    const input = calls.commandCalls(StartExecutionCommand)[0]?.args[0].input;
    expect(input).toMatchObject({ stateMachineArn: `${PREFIX}trial`, name: `${order.id}-r2` });
    expect(JSON.parse(input?.input ?? '')).toEqual({ orderId: order.id, run: 2, revision: 3, results: {} });
    expect(input?.name?.length).toBeLessThanOrEqual(80);
  });

  it('is content with a run that was started before, and with nothing else', async () => {
    const { calls, startExecution } = stepFunctions();
    calls
      .on(StartExecutionCommand)
      .rejectsOnce(new ExecutionAlreadyExists({ message: 'exists', $metadata: {} }))
      .rejects(new Error('no connection'));
    await expect(startExecution(order)).resolves.toBeUndefined();
    await expect(startExecution(order)).rejects.toThrow('no connection');
  });

  it('refuses an order without a run', async () => {
    await expect(stepFunctions().startExecution({ ...order, runs: [] })).rejects.toThrow(/to have a run, found none/);
  });
});
