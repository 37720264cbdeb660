import { describe, expect, it } from 'vitest';
import type { AttemptRecord, StepRecord } from '../../../core/order/order-record.ts';
import { wasRefused } from '../../../lambdas/step-host/was-refused.ts';

const AT = '2026-03-02T09:30:00.000Z';
const UNDOING: AttemptRecord = { run: 1, kind: 'undo', startedAt: AT, outcome: 'running' };

function attempt(outcome: AttemptRecord['outcome'], given: Partial<AttemptRecord> = {}): AttemptRecord {
  return { run: 1, startedAt: AT, outcome, callouts: [], logs: [], ...given };
}

/** An attempt whose request was answered with a status. */
function answered(outcome: AttemptRecord['outcome'], status: number): AttemptRecord {
  const none = { headers: {}, body: null };
  const callout = { method: 'POST', endpoint: 'https://api.example.org/', timestamp: AT, durationMs: 5, error: null };
  return attempt(outcome, { callouts: [{ ...callout, request: none, response: { status, ...none } }] });
}

/** A step as it is claimed for its undo. */
function undoing(attempts: readonly AttemptRecord[], given: Partial<StepRecord> = {}): StepRecord {
  return {
    stepId: 'first',
    plugin: 'first',
    service: 'test',
    status: 'undoing',
    run: 1,
    leaseUntil: AT,
    attempts: [...attempts, UNDOING],
    ...given,
  };
}

describe('a step was refused', () => {
  it.each<[string, readonly AttemptRecord[]]>([
    ['when it failed before it sent anything', [attempt('failed')]],
    ['when a partner answered 401', [answered('failed', 401)]],
    ['when a busy partner turned it away first', [answered('transient', 503), answered('declined', 402)]],
    ['when a probe found that a lost call never came', [attempt('unknown'), attempt('transient', { kind: 'probe' })]],
    [
      'when what came of it before was undone',
      [attempt('succeeded'), attempt('succeeded', { kind: 'undo' }), attempt('failed')],
    ],
    ['whatever became of an earlier try to undo it', [attempt('failed'), attempt('unknown', { kind: 'undo' })]],
  ])('%s', (_, attempts) => {
    expect(wasRefused(undoing(attempts))).toBe(true);
  });

  it.each<[string, readonly AttemptRecord[]]>([
    ['when it succeeded', [attempt('succeeded')]],
    ['when it waits for its answer', [attempt('waiting')]],
    ['when its call was lost', [attempt('unknown')]],
    ['when a host died in it', [attempt('running')]],
    ['when it failed after a lost call', [attempt('unknown'), answered('failed', 401)]],
    ['when it was undone, and then succeeded', [attempt('succeeded', { kind: 'undo' }), attempt('succeeded')]],
    ['when the partner answered 500', [answered('failed', 500)]],
    ['when the partner answered 408', [answered('failed', 408)]],
    ['when nobody knows any more what it sent', [{ run: 1, startedAt: AT, outcome: 'failed' }]],
  ])('not %s', (_, attempts) => {
    expect(wasRefused(undoing(attempts))).toBe(false);
  });

  it('not when an operator counted it as done', () => {
    expect(wasRefused(undoing([attempt('failed')], { output: {} }))).toBe(false);
  });
});
