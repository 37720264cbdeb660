import { describe, expect, it } from 'vitest';
import type { ResolvedSequence } from '../../../core/config/choose-sequence.ts';
import { newOrderId } from '../../../core/order/order-ids.ts';
import { newOrder } from '../../../lambdas/api/submit-order/new-order.ts';
import { newRun } from '../../../lambdas/order-runs/new-run.ts';
import { roomLeft } from '../../../lambdas/order-store/order-room.ts';
import { sampleSequence } from './sample-sequence.ts';

const AT = new Date('2026-03-02T09:30:00.000Z');

/** Returns a sequence chosen after overrides that did not match, each with a reason of this many letters. */
function resolved(overrides: number, letters: number): ResolvedSequence {
  return {
    sequence: sampleSequence({ onCriticalFailure: 'stop' }),
    facts: { orderType: 'new', processingType: 'standard', offerTypes: [] },
    why: Array.from({ length: overrides }, (_, number) => ({
      override: `override-${number}`,
      matched: false,
      reason: '€'.repeat(letters),
    })),
    configVersion: '000000000000',
  };
}

const bytesOf = (overrides: number, letters: number) =>
  newRun(1, resolved(overrides, letters), AT.toISOString()).why.map(({ reason }) => Buffer.byteLength(reason));

describe('newRun', () => {
  it('keeps up to 500 bytes of a reason, and less if there are many overrides', () => {
    expect(bytesOf(3, 100)).toEqual([300, 300, 300]);
    expect(bytesOf(3, 60_000)).toEqual([498, 498, 498]);
    const many = bytesOf(200, 60_000);
    expect(many).toHaveLength(200);
    expect(many.reduce((sum, bytes) => sum + bytes)).toBeLessThanOrEqual(16_384);
  });

  it('leaves room for many more runs in the largest order, however long the reasons for its sequence are', () => {
    const order = newOrder(newOrderId(), { note: 'x'.repeat(131_000) }, resolved(200, 60_000), AT, []);
    expect(roomLeft(order)).toBeGreaterThan(190_000);
  });
});
