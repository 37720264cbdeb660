import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDispatcher } from '../../../embedded/eventbridge/dispatcher.ts';
import type { Delivery, EventLog } from '../../../embedded/eventbridge/event-log.ts';

const delivery = (id: number): Delivery => ({
  id,
  event: {
    bus: 'acme-orders',
    version: '0',
    id: `event-${id}`,
    'detail-type': 'OrderCompleted',
    source: 'orders',
    account: '000000000000',
    time: '2026-01-01T00:00:00Z',
    region: 'eu-west-1',
    resources: [],
    detail: {},
  },
  rule: 'all',
  target: { Id: 'function', Arn: 'arn:aws:lambda:eu-west-1:000000000000:function:acme-echo' },
  failures: 0,
  nextAt: 0,
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('createDispatcher', () => {
  it('continues with the other deliveries when the log cannot be written', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const delivered = vi.fn(async (id: number) => {
      if (id === 1) throw new Error('database or disk is full');
    });
    const log: Partial<EventLog> = { delivered };
    const dispatcher = createDispatcher({
      log: log as EventLog,
      deliver: async () => ({ ok: true }),
      timeScale: 1,
      concurrency: 1,
    });
    dispatcher.add([delivery(1), delivery(2)]);
    await vi.waitFor(() => expect(delivered.mock.calls).toEqual([[1], [2]]));
    await dispatcher.close();
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^Delivery 1 stays pending .* disk is full$/));
  });
});
