import { describe, expect, it } from 'vitest';
import { createScaleOut, type MonotonicClock, type Utilized } from '../../../embedded/lambda/scale-out.ts';

const LEAST_MS = 50;
const environments = (...busy: number[]): readonly Utilized[] => busy.map((part) => ({ utilization: () => part }));

/** A clock that stands still until it is told to go on, on a main thread that is so busy. */
function clockOf(busy = 0) {
  let now = 1_000;
  const clock: MonotonicClock = {
    now: () => now,
    eventLoopUtilization: () => ({ idle: 1 - busy, active: busy, utilization: busy }),
  };
  return {
    clock,
    pass(milliseconds: number) {
      now += milliseconds;
    },
  };
}

describe('createScaleOut', () => {
  it('starts the first environment at once', () => {
    const { clock } = clockOf();
    expect(createScaleOut(2, clock).delayMs(clock.now(), [])).toBe(0);
  });

  it.each([
    ['at least 50 ms', 10, LEAST_MS],
    ['as long as a start takes', 120, 120],
    ['at most a second', 30_000, 1_000],
  ])('lets an invocation wait %s', async (_, startMs, delay) => {
    const { clock, pass } = clockOf();
    const scaleOut = createScaleOut(2, clock);
    expect(scaleOut.delayMs(clock.now(), environments(0))).toBe(LEAST_MS);
    await scaleOut.observe(async () => pass(startMs));
    expect(scaleOut.delayMs(clock.now(), environments(0))).toBe(delay);
  });

  it('counts a start that fails', async () => {
    const { clock, pass } = clockOf();
    const scaleOut = createScaleOut(2, clock);
    const start = async () => {
      pass(200);
      throw new Error('no');
    };
    await expect(scaleOut.observe(start)).rejects.toThrow('no');
    expect(scaleOut.delayMs(clock.now(), environments(0))).toBe(200);
  });

  it.each([
    ['starts another one while those that there are wait', [0.1, 0.2], 0],
    ['starts another one while there are fewer than processors', [0.9], 0],
    ['starts none while as many as there are processors compute', [0.9, 0.8], LEAST_MS],
  ])('%s', (_, busy, delay) => {
    const { clock, pass } = clockOf();
    const scaleOut = createScaleOut(2, clock);
    const since = clock.now();
    pass(LEAST_MS);
    expect(scaleOut.delayMs(since, environments(...busy))).toBe(delay);
  });

  it('starts none while the main thread has no time left', () => {
    const { clock, pass } = clockOf(0.95);
    const scaleOut = createScaleOut(2, clock);
    const since = clock.now();
    pass(LEAST_MS);
    expect(scaleOut.delayMs(since, environments(0))).toBe(LEAST_MS);
  });

  it('looks again only after another wait', () => {
    const { clock, pass } = clockOf();
    const scaleOut = createScaleOut(2, clock);
    const since = clock.now();
    pass(LEAST_MS);
    expect(scaleOut.delayMs(since, environments(0))).toBe(0);
    expect(scaleOut.delayMs(since, environments(0))).toBe(LEAST_MS);
  });

  it('goes by the clock of the process when it is given none', () => {
    expect(createScaleOut(2).delayMs(performance.now(), environments(0))).toBeGreaterThan(0);
  });
});
