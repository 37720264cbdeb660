import { describe, expect, it } from 'vitest';
import { type StartRunPorts, startRun } from '../../../lambdas/order-runs/start-run.ts';
import { storedOrder } from '../api/read-orders/stored-order.ts';

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
