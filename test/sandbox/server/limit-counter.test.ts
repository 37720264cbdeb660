import { describe, expect, it } from 'vitest';
import { createCounter } from '../../../sandbox/server/limit-counter.ts';

const MINUTE_MS = 60_000;

describe('the counter of a limit', () => {
  it('lets as many requests run as its limit says, and counts those that it refuses', () => {
    const counter = createCounter();
    const limits = { name: 'api', concurrency: 2 };
    const first = counter.enter(limits, 0);
    const second = counter.enter(limits, 0);
    expect([first.exceeded, second.exceeded]).toEqual([undefined, undefined]);
    expect([first.usage.concurrency, second.usage.concurrency]).toEqual([
      { limit: 2, remaining: 1 },
      { limit: 2, remaining: 0 },
    ]);
    const third = counter.enter(limits, 0);
    expect(third.exceeded).toBe('concurrency');
    for (const { leave } of [third, third, first]) leave();
    expect(counter.enter(limits, 0).exceeded).toBeUndefined();
    expect(counter.counts()).toEqual({ requests: 4, peak: 3, refused: { concurrency: 1, rate: 0 } });
  });

  it('counts a request only after it has run for a while, if its class says so', () => {
    const counter = createCounter();
    const limits = { name: 'api', concurrency: 1, countsAfterMs: 20_000 };
    counter.enter(limits, 0);
    expect(counter.enter(limits, 19_999).exceeded).toBeUndefined();
    expect(counter.enter(limits, 20_000).exceeded).toBe('concurrency');
  });

  it('refuses requests beyond the rate until the next window, also when they fail again and again', () => {
    const counter = createCounter();
    const limits = { name: 'api', rates: [{ requests: 2, seconds: 60 }] };
    const answers = [0, 1_000, 2_000, 59_000, MINUTE_MS].map((at) => {
      const { exceeded, leave, usage } = counter.enter(limits, at);
      leave();
      return [exceeded, usage.rate?.remaining, usage.rate?.resetSeconds];
    });
    expect(answers).toEqual([
      [undefined, 1, 60],
      [undefined, 0, 59],
      ['rate', 0, 58],
      ['rate', 0, 1],
      [undefined, 1, 60],
    ]);
    expect(counter.counts().refused).toEqual({ concurrency: 0, rate: 2 });
  });

  it('tells of the window that is closest to its end', () => {
    const counter = createCounter();
    const limits = {
      name: 'api',
      rates: [
        { requests: 100, seconds: 60 },
        { requests: 3, seconds: 3_600 },
      ],
    };
    expect(counter.enter(limits, 0).usage.rate).toEqual({
      limit: { requests: 3, seconds: 3_600 },
      used: 1,
      remaining: 2,
      resetSeconds: 3_600,
    });
  });
});
