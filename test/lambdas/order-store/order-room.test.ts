import { describe, expect, it } from 'vitest';
import type { OrderRecord, RunRecord, StoredEvent } from '../../../core/order/order-record.ts';
import { orderOf, runItemsOf, runsOf } from '../../../lambdas/order-store/order-item.ts';
import { roomLeft } from '../../../lambdas/order-store/order-room.ts';
import { errorEvent } from '../../../lambdas/run-outcome/error-event.ts';
import { storedOrder } from '../api/stored-order.ts';

const AT = '2026-03-02T09:30:00.000Z';

const steps = Array.from({ length: 8 }, (_, number) => ({
  id: `step-${number}`,
  name: `plugin-${number}`,
  service: 'test',
  phase: 'process' as const,
  critical: number % 2 === 0,
}));

const why = Array.from({ length: 20 }, (_, number) => ({
  override: `override-${number}`,
  matched: false,
  reason: `The offer type is ${'of a rather long name '.repeat(20)}${number}.`,
}));

const runOf = (number: number): RunRecord => ({
  number,
  sequence: { name: 'default', version: 'f'.repeat(16) },
  steps,
  why,
  startedAt: AT,
});

/** Returns an order that failed this often, each time with an error of 900 characters, and is about to run again. */
function failedOften(failures: number, payloadBytes: number): OrderRecord {
  const order = storedOrder(1, { payload: { note: 'x'.repeat(payloadBytes) } });
  const error = { name: 'PluginFailed', code: 'failed', message: 'e'.repeat(900), publicMessage: 'e'.repeat(900) };
  const failure = { step: 'step-0', code: error.code, message: error.publicMessage };
  const numbers = Array.from({ length: failures }, (_, index) => index + 1);
  const ofRun = (run: number): StoredEvent[] => [
    errorEvent({ order, run, step: 'step-0', plugin: 'plugin-0', error }, { isCritical: true, occurredAt: AT }),
    { type: 'order.failed', occurredAt: AT, run, data: { ...failure } },
    { type: 'order.resumed', occurredAt: AT, run: run + 1, data: { reason: 'The card was replaced.', revision: 1 } },
  ];
  return {
    ...order,
    failure,
    runs: [...numbers, failures + 1].map(runOf),
    events: [...order.events, ...numbers.flatMap(ofRun)],
    operations: numbers.map((run) => ({
      ...{ action: 'resume' as const, run: run + 1, by: 'ada (client console)', at: AT, revision: 1 },
      ...{ reason: 'The card was replaced.', fingerprint: 'f'.repeat(43) },
    })),
  };
}

describe('roomLeft', () => {
  it('has room for many runs of the largest order, and for fewer as the item grows', () => {
    expect(roomLeft(failedOften(50, 131_000))).toBeGreaterThan(0);
    expect(roomLeft(failedOften(99, 131_000))).toBeLessThan(0);
    expect(roomLeft(failedOften(80, 10_000))).toBeGreaterThan(0);
  });

  it('counts every byte of the payload, with letters as UTF-8', () => {
    const left = (note: string) => roomLeft(storedOrder(1, { payload: { note } }));
    expect(left('') - left('x'.repeat(1000))).toBe(1000);
    expect(left('') - left('€'.repeat(1000))).toBe(3000);
  });
});

describe('the runs in an item', () => {
  it('store equal steps and explanations once, whatever the order of their fields', () => {
    const same = { ...runOf(2), steps: steps.map(({ critical, ...step }) => ({ critical, ...step })) };
    const other = { ...runOf(3), why: why.slice(0, 2) };
    const runs = [runOf(1), same, other, { ...other, number: 4 }];
    const items = runItemsOf(runs);
    expect(items.map((item) => [item.number, 'steps' in item, 'why' in item])).toEqual([
      [1, true, true],
      [2, false, false],
      [3, false, true],
      [4, false, false],
    ]);
    expect(runsOf(items)).toEqual(runs);
  });

  it('are read if each of them has its own', () => {
    const order = storedOrder(1, { runs: [runOf(1), runOf(2)] });
    expect(orderOf({ ...order, payload: JSON.stringify(order.payload) })).toEqual(order);
  });
});
