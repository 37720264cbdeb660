import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptRecord } from '../../../core/order/order-record.ts';
import { fitAttempt, shortenAttempts } from '../../../lambdas/order-store/shorten-attempts.ts';
import { largeAttempt } from './large-attempt.ts';

const ITEM_BYTES = 400 * 1024;
const OUTPUT_BYTES = 16 * 1024;
const succeeded: AttemptRecord = { run: 1, startedAt: '2026-03-02T09:31:00.000Z', outcome: 'succeeded' };
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** Returns the attempts as a step's item has them: each was fitted to it, and shortened when the next one ended. */
function history(attempts: readonly AttemptRecord[]): readonly AttemptRecord[] {
  return attempts.reduce<readonly AttemptRecord[]>(
    (past, attempt) => [...shortenAttempts(past, attempt), fitAttempt(attempt)],
    [],
  );
}

describe('fitAttempt', () => {
  it('leaves a small attempt as it is', () => {
    const attempt = largeAttempt(2, 100);
    expect(fitAttempt(attempt)).toEqual(attempt);
  });

  it('removes the bodies of the oldest callouts first, and keeps the log', () => {
    const fitted = fitAttempt({ ...largeAttempt(20, 1_000), logs: largeAttempt(3, 10).logs ?? [] });
    const bodies = fitted.callouts?.map((callout) => callout.request.body !== null) ?? [];
    expect(bodies).toHaveLength(20);
    expect(bodies[0]).toBe(false);
    expect(bodies.at(-1)).toBe(true);
    expect(bodies).toEqual(bodies.toSorted());
    expect(fitted.callouts?.[0]?.response).toEqual({ status: 500, headers: {}, body: null });
    expect(fitted.logs).toHaveLength(3);
    expect(fitted.shortened).toBe(true);
    expect(fitted.callouts?.map((callout) => callout.shortened ?? false)).toEqual(bodies.map((has) => !has));
  });

  it('keeps the newest lines of a log that is too long', () => {
    const { logs, shortened } = fitAttempt({ ...largeAttempt(100, 1_000), callouts: [] });
    expect(shortened).toBe(true);
    expect(logs?.length).toBeGreaterThan(0);
    expect(logs?.at(-1)?.message).toBe('Line 99');
  });

  it('cuts the message of an error that quotes a complete reply', () => {
    const { error } = fitAttempt(largeAttempt(0, 300_000));
    expect(error).toMatchObject({ name: 'PluginFailed', code: 'failed' });
    expect(error?.message).toHaveLength(4_000);
    expect(error?.publicMessage).toHaveLength(4_000);
  });
});

describe('shortenAttempts', () => {
  it('keeps a few ordinary attempts complete', () => {
    const attempts = Array.from({ length: 4 }, () => largeAttempt(2, 250));
    expect(shortenAttempts(attempts, succeeded)).toEqual(attempts);
    expect(bytesOf(attempts)).toBeGreaterThan(8_000);
  });

  it('removes bodies, headers and logs of the oldest beyond the budget, and marks them', () => {
    const attempts = Array.from({ length: 8 }, () => largeAttempt(2, 500));
    const past = shortenAttempts(attempts, succeeded);
    const shortened = past.map((attempt) => attempt.shortened ?? false);
    expect(shortened[0]).toBe(true);
    expect(shortened.slice(-2)).toEqual([false, false]);
    expect(shortened).toEqual(shortened.toSorted().toReversed());
    expect(past[0]).not.toHaveProperty('logs');
    expect(past[0]?.callouts?.[0]).toMatchObject({
      method: 'POST',
      request: { headers: {}, body: null },
      response: { status: 500, headers: {}, body: null },
      shortened: true,
    });
    expect(past[0]?.error).toEqual(attempts[0]?.error);
    expect(past.at(-1)).toEqual(attempts.at(-1));
  });

  it('keeps the latest failed attempt complete, whatever its size and the attempts after it', () => {
    const failed = largeAttempt(2, 10_000);
    const { error: _, ...waited } = { ...largeAttempt(2, 5_000), outcome: 'waiting' as const };
    const past = shortenAttempts([largeAttempt(2, 100), failed, waited], succeeded);
    expect(past[1]).toEqual(failed);
    expect(past.map(({ shortened }) => shortened)).toEqual([true, undefined, true]);
    expect(shortenAttempts([failed], largeAttempt(1, 10))).toMatchObject([{ shortened: true }]);
  });

  it('does not change attempts that it shortened before', () => {
    const once = shortenAttempts(
      Array.from({ length: 8 }, () => largeAttempt(2, 500)),
      succeeded,
    );
    expect(shortenAttempts(once, succeeded)).toEqual(once);
  });

  it('gives an attempt that never ended the outcome unknown', () => {
    const { error: _, ...attempt } = largeAttempt(0, 0);
    expect(shortenAttempts([{ ...attempt, outcome: 'running' }], succeeded)).toMatchObject([{ outcome: 'unknown' }]);
  });

  it('removes the callouts of the oldest attempts if there are too many', () => {
    const past = shortenAttempts(
      Array.from({ length: 10 }, () => largeAttempt(150, 0)),
      succeeded,
    );
    expect(past[0]).toMatchObject({ shortened: true });
    expect(past[0]).not.toHaveProperty('callouts');
    expect(past.at(-1)?.callouts).toHaveLength(150);
  });

  it('keeps the item of a step below 400 KB after many large attempts', () => {
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
