import { describe, expect, it } from 'vitest';
import { expectedRunSeconds, RUN_SECONDS_WITHOUT_CALLBACKS } from '../../../core/sequence/expected-run-seconds.ts';
import type { Phase, Sequence, SequenceStep } from '../../../core/sequence/sequence.ts';
import { PROBE_RETRIER } from '../../../state-machines/retriers.ts';

function sequenceOf(...steps: readonly { readonly phase?: Phase; readonly wait?: number }[]): Sequence {
  return {
    name: 'default',
    version: '0123456789ab',
    onCriticalFailure: 'stop',
    steps: steps.map(
      ({ phase = 'process', wait }, at): SequenceStep => ({
        id: `step-${at}`,
        name: 'calloutPlugin',
        service: 'test',
        phase,
        critical: true,
        effect: 'idempotent',
        probes: false,
        compensates: false,
        options: {},
        timeoutSeconds: 10,
        retry: { maxAttempts: 3, intervalSeconds: 1, backoffRate: 2 },
        ...(wait !== undefined && { callback: { timeoutSeconds: wait } }),
      }),
    ),
  };
}

describe('expectedRunSeconds', () => {
  it('is two hours if no step waits for a callback, even for a tenant without sequences', () => {
    expect(expectedRunSeconds([sequenceOf({}, {})])).toBe(7200);
    expect(expectedRunSeconds([])).toBe(7200);
  });

  it('adds up the callback timeouts of the sequence that waits longest', () => {
    const day = 86_400;
    expect(expectedRunSeconds([sequenceOf({ wait: 60 }), sequenceOf({ wait: day }, {}, { wait: day })])).toBe(
      7200 + 2 * day,
    );
  });

  it('ignores post-process steps', () => {
    expect(expectedRunSeconds([sequenceOf({ wait: 60 }, { phase: 'postProcess', wait: 86_400 })])).toBe(7260);
  });

  it('covers the first two probes, but not the third', () => {
    const { IntervalSeconds, BackoffRate, MaxDelaySeconds } = PROBE_RETRIER;
    const waits = [0, 1, 2].map((at) => Math.min(IntervalSeconds * BackoffRate ** at, MaxDelaySeconds ?? Infinity));
    const [first = 0, second = 0, third = 0] = waits;
    expect(first + second).toBeLessThan(RUN_SECONDS_WITHOUT_CALLBACKS);
    expect(first + second + third).toBeGreaterThan(RUN_SECONDS_WITHOUT_CALLBACKS);
  });
});
