import { describe, expect, it } from 'vitest';
import { type StartRunPorts, startRun } from '../../../lambdas/order-runs/start-run.ts';
import { storedOrder } from '../api/stored-order.ts';

const order = storedOrder(1, { status: 'submitted' });

const NO_LANES = {
  join: () => expect.unreachable(),
  leave: () => expect.unreachable(),
  places: () => expect.unreachable(),
  queue: () => expect.unreachable(),
  withdraw: () => expect.unreachable(),
};

/** Ports that record their calls. Those in the list fail. */
function recordingPorts(failing: readonly string[] = []) {
  const calls: string[] = [];
  const call = (name: string) => async () => {
    calls.push(name);
    if (failing.includes(name)) throw new Error(`${name} failed`);
  };
  const ports: StartRunPorts = {
    orders: { get: () => expect.unreachable(), markUnpublished: call('mark') },
    lanes: NO_LANES,
    publishEvents: call('publish'),
    startExecution: call('start'),
    onError: (message) => calls.push(message),
  };
  return { calls, ports };
}

describe('startRun', () => {
  it('publishes the events and then starts the run', async () => {
    const { calls, ports } = recordingPorts();
    await startRun(order, ports);
    expect(calls).toEqual(['publish', 'start']);
  });

  it('marks the order before it starts a run whose events were not published', async () => {
    const { calls, ports } = recordingPorts(['publish']);
    await startRun(order, ports);
    expect(calls).toEqual(['publish', 'Events not published. The sweeper will publish them.', 'mark', 'start']);
  });

  it('leaves the order to the sweeper if its events can be neither published nor marked', async () => {
    const { calls, ports } = recordingPorts(['publish', 'mark']);
    await expect(startRun(order, ports)).rejects.toThrow('mark failed');
    expect(calls).not.toContain('start');
  });

  it('throws if the run was not started', async () => {
    await expect(startRun(order, recordingPorts(['start']).ports)).rejects.toThrow('start failed');
  });
});
