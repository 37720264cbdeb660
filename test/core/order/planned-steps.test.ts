import { describe, expect, it } from 'vitest';
import { plannedSteps, type RecordedStep, type StepPlan } from '../../../core/order/planned-steps.ts';
import type { StepStatus } from '../../../core/order/step-status.ts';
import type { SequenceStep } from '../../../core/sequence/sequence.ts';

const STEP: SequenceStep = {
  id: 'zuora',
  name: 'zuora',
  service: 'billing',
  phase: 'process',
  critical: true,
  effect: 'idempotent',
  probes: true,
  compensates: false,
  options: {},
  timeoutSeconds: 10,
  retry: { maxAttempts: 1, intervalSeconds: 1, backoffRate: 1 },
};
const decided = { by: 'ada', at: '2026-11-22T10:00:00.000Z', reason: 'Done.' };
const plan = (status: StepStatus, step: Partial<SequenceStep> = {}, record: Partial<RecordedStep> = {}) =>
  plannedSteps([{ ...STEP, ...step }], [{ stepId: 'zuora', status, ...record }])[0];

describe('what a run would do with a step', () => {
  it.each<[StepStatus, Partial<SequenceStep>, StepPlan]>([
    ['pending', {}, 'call'],
    ['skipped', {}, 'call'],
    ['succeeded', {}, 'answer'],
    ['succeeded', { blocks: 'all' }, 'call-again'],
    ['transient', {}, 'call-again'],
    ['declined', {}, 'call-again'],
    ['failed', {}, 'call-again'],
    ['undone', {}, 'call-again'],
    ['unknown', {}, 'call-again'],
    ['unknown', { effect: 'at-most-once' }, 'probe'],
    ['unknown', { effect: 'at-most-once', probes: false }, 'hold'],
    ['running', { effect: 'at-most-once' }, 'probe'],
    ['probing', {}, 'call-again'],
    ['waiting', {}, 'wait'],
    ['undo-failed', {}, 'probe'],
    ['undoing', { probes: false }, 'hold'],
  ])('%s with %j: %s', (status, step, expected) => {
    expect(plan(status, step)).toEqual({ step: 'zuora', plan: expected, conditional: false });
  });

  it('follows the operator', () => {
    expect(plan('skipped', {}, { completedBy: decided })?.plan).toBe('skip');
    expect(plan('succeeded', { blocks: 'all' }, { completedBy: decided })?.plan).toBe('answer');
  });

  it('calls a step for the first time that has no record, and says that its condition decides', () => {
    expect(plannedSteps([STEP], [])).toEqual([{ step: 'zuora', plan: 'call', conditional: false }]);
    expect(plan('pending', { when: 'true' })?.conditional).toBe(true);
    expect(plan('failed', { select: 'order' })?.conditional).toBe(true);
    expect(plan('succeeded', { when: 'true' })?.conditional).toBe(false);
  });
});
