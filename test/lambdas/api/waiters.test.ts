import { describe, expect, it } from 'vitest';
import { createWaiters } from '../../../lambdas/api/waiters.ts';

describe('createWaiters', () => {
  it('lets callers wait up to the limit, and answers the others at once', async () => {
    const waiters = createWaiters(2);
    const { promise, resolve } = Promise.withResolvers<void>();
    const caller = () =>
      waiters.hold(5, async (seconds) => {
        if (seconds > 0) await promise;
        return seconds;
      });
    const first = [caller(), caller()];
    expect(await caller()).toBe(0);
    resolve();
    expect(await Promise.all(first)).toEqual([5, 5]);
    expect(await caller()).toBe(5);
  });

  it('gives the place of a caller free if its wait fails', async () => {
    const waiters = createWaiters(1);
    await expect(waiters.hold(5, () => Promise.reject(new Error('No order.')))).rejects.toThrow('No order.');
    expect(await waiters.hold(5, async (seconds) => seconds)).toBe(5);
  });

  it('does not count a caller that does not wait', async () => {
    const waiters = createWaiters(1);
    const inside = waiters.hold(0, () => waiters.hold(5, async (seconds) => seconds));
    expect(await inside).toBe(5);
  });
});
