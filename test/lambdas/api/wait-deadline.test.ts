import { describe, expect, it } from 'vitest';
import { waitDeadline } from '../../../lambdas/api/wait-deadline.ts';

describe('waitDeadline', () => {
  it.each([
    ['counts from when the request came in', 25, 29_000, 26_000],
    ['leaves time for the answer where the function has little', 25, 12_000, 11_000],
    ['is over at once when nobody wants to wait', 0, 29_000, 1_000],
    ['is over before it began where the function has no time left', 25, 500, -500],
  ])('%s', (_, seconds, milliseconds, expected) => {
    expect(waitDeadline({ invocation: { begunAt: 1_000, milliseconds } }, seconds)).toBe(expected);
  });

  it('counts from now where nothing ends the function', () => {
    const before = performance.now();
    const deadline = waitDeadline({}, 3);
    expect(deadline).toBeGreaterThanOrEqual(before + 3_000);
    expect(deadline).toBeLessThanOrEqual(performance.now() + 3_000);
  });
});
