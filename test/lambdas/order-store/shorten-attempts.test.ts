import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptRecord } from '../../../core/order/order-record.ts';
import { fitAttempt, shortenAttempts } from '../../../lambdas/order-store/shorten-attempts.ts';
import { largeAttempt } from './large-attempt.ts';

const ITEM_BYTES = 400 * 1024;
const OUTPUT_BYTES = 16 * 1024;
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** What is left after each attempt has been fitted and has become a past one. */
function history(attempts: readonly AttemptRecord[]): readonly AttemptRecord[] {
  return attempts.reduce<readonly AttemptRecord[]>(
    (past, attempt) => [...shortenAttempts(past), fitAttempt(attempt)],
    [],
  );
}

describe('fitAttempt', () => {
  it('leaves a small attempt as it is', () => {
    const attempt = largeAttempt(2, 100);
    expect(fitAttempt(attempt)).toEqual(attempt);
  });

  it('takes bodies of the oldest callouts first, and keeps the log', () => {
    const fitted = fitAttempt({ ...largeAttempt(20, 1_000), logs: largeAttempt(3, 10).logs ?? [] });
    const bodies = fitted.callouts?.map((callout) => callout.request.body !== null) ?? [];
    expect(bodies).toHaveLength(20);
    expect(bodies[0]).toBe(false);
    expect(bodies.at(-1)).toBe(true);
    expect(bodies).toEqual(bodies.toSorted());
    expect(fitted.callouts?.[0]?.response).toEqual({ status: 500, headers: {}, body: null });
    expect(fitted.logs).toHaveLength(3);
  });

  it('keeps the newest lines of a log that is too long', () => {
    const { logs } = fitAttempt({ ...largeAttempt(100, 1_000), callouts: [] });
    expect(logs?.length).toBeGreaterThan(0);
    expect(logs?.at(-1)?.message).toBe('Line 99');
  });

  it('cuts the message of an error that quotes a whole reply', () => {
    const { error } = fitAttempt(largeAttempt(0, 300_000));
    expect(error).toMatchObject({ name: 'PluginFailed', code: 'failed' });
    expect(error?.message).toHaveLength(4_000);
    expect(error?.publicMessage).toHaveLength(4_000);
  });
});

describe('shortenAttempts', () => {
  it('keeps what was called and how it went, without bodies and logs', () => {
    const [past] = shortenAttempts([largeAttempt(1, 10)]);
    expect(past).not.toHaveProperty('logs');
    expect(past?.callouts).toMatchObject([
      { method: 'POST', request: { headers: {}, body: null }, response: { status: 500, headers: {}, body: null } },
    ]);
    expect(past?.error?.message).toBe('é'.repeat(10));
  });

  it('calls an attempt that never ended unknown', () => {
    const { error: _, ...attempt } = largeAttempt(0, 0);
    expect(shortenAttempts([{ ...attempt, outcome: 'running' }])).toMatchObject([{ outcome: 'unknown' }]);
  });

  it('takes the callouts of the oldest attempts when there are too many', () => {
    const past = shortenAttempts(Array.from({ length: 10 }, () => largeAttempt(150, 0)));
    expect(past[0]).not.toHaveProperty('callouts');
    expect(past.at(-1)?.callouts).toHaveLength(150);
  });

  it('keeps the item of a step below 400 KB, however often and however badly the step is tried', () => {
    const attempts = fc.array(
      fc.record({ count: fc.nat({ max: 300 }), letters: fc.nat({ max: 500 }) }, { noNullPrototype: true }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(attempts, (sizes) => {
        const kept = history(sizes.map(({ count, letters }) => largeAttempt(count, letters)));
        expect(kept).toHaveLength(sizes.length);
        expect(bytesOf(kept)).toBeLessThan(ITEM_BYTES - OUTPUT_BYTES);
        expect(kept.every(({ outcome, error }) => outcome === 'failed' && error?.code === 'failed')).toBe(true);
      }),
      { numRuns: 15 },
    );
  });
});
