import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../cli/restore/evidence.ts';
import { markStep, RESTORED } from '../../../cli/restore/mark-step.ts';
import { newOrderId } from '../../../core/order/order-ids.ts';
import type { StepRecord } from '../../../core/order/order-record.ts';

const AT = '2026-03-02T10:00:00.000Z';
const EVIDENCE: Evidence = {
  orderId: newOrderId(),
  run: 2,
  step: { id: 'billing', name: 'zuora', service: 'zuora', phase: 'process', critical: true },
  kind: 'run',
  startedAt: AT,
  end: 'succeeded',
  output: { orderNumber: 'O-1' },
};
const FAILED: StepRecord = {
  stepId: 'billing',
  plugin: 'zuora',
  service: 'zuora',
  status: 'failed',
  run: 1,
  leaseUntil: AT,
  attempts: [{ run: 1, startedAt: '2026-03-02T09:00:00.000Z', outcome: 'failed' }],
};
const by = { by: 'ada', at: AT, reason: 'A ticket.' };

describe('a step whose record went back', () => {
  it('succeeded with the output that the execution has, and a repeat changes nothing', () => {
    const marked = markStep(undefined, [EVIDENCE]);
    expect(marked).toMatchObject({
      stepId: 'billing',
      plugin: 'zuora',
      status: 'succeeded',
      run: 2,
      output: { orderNumber: 'O-1' },
      attempts: [{ run: 2, startedAt: AT, outcome: 'succeeded' }],
    });
    expect(markStep(marked, [EVIDENCE])).toBeUndefined();
  });

  it('is unknown after an attempt that was lost, and keeps its earlier attempts', () => {
    const marked = markStep(FAILED, [{ ...EVIDENCE, end: 'lost' }]);
    expect(marked).toMatchObject({
      status: 'unknown',
      attempts: [...FAILED.attempts, { outcome: 'unknown', error: { name: 'PluginOutcomeUnknown', code: RESTORED } }],
    });
    expect(markStep(marked, [{ ...EVIDENCE, end: 'lost' }])).toBeUndefined();
  });

  it('waits again for its callback', () => {
    const kept = { ...FAILED, answer: { output: {} } };
    expect(markStep(kept, [{ ...EVIDENCE, end: 'waiting' }])).toMatchObject({
      status: 'waiting',
      answer: { output: {} },
    });
  });

  it('succeeded if a later attempt or a probe found out', () => {
    const lost = { ...EVIDENCE, end: 'lost' } as const;
    const probe = { ...EVIDENCE, kind: 'probe', startedAt: '2026-03-02T10:05:00.000Z' } as const;
    expect(markStep(FAILED, [lost, probe])).toMatchObject({ status: 'succeeded', output: { orderNumber: 'O-1' } });
    expect(markStep(FAILED, [lost, { ...probe, end: 'lost' }])).toMatchObject({ status: 'unknown' });
  });

  it.each([
    ['an attempt had no effect', FAILED, { end: 'none' }],
    ['its record has its success', { ...FAILED, status: 'succeeded' }, { end: 'lost' }],
    ['an operator decided it', { ...FAILED, completedBy: by }, { end: 'lost' }],
    ['only a probe got no answer', FAILED, { end: 'lost', kind: 'probe' }],
    ['it was undone before', { ...FAILED, status: 'undone' }, { end: 'succeeded', kind: 'undo' }],
  ] as const)('stays as it is if %s', (_, record, changes) => {
    expect(markStep(record, [{ ...EVIDENCE, ...changes }])).toBeUndefined();
  });

  it('is undone, and its next attempt is a new request', () => {
    const done: StepRecord = { ...FAILED, status: 'succeeded', output: { orderNumber: 'O-1' }, completedBy: by };
    const undone = markStep(done, [{ ...EVIDENCE, kind: 'undo' }]);
    expect(undone).toMatchObject({ status: 'undone', generation: 2 });
    expect(undone).not.toHaveProperty('output');
    expect(undone).not.toHaveProperty('completedBy');
    expect(markStep(done, [{ ...EVIDENCE, kind: 'undo', end: 'lost' }])).toMatchObject({
      status: 'undo-failed',
      output: { orderNumber: 'O-1' },
    });
  });
});
