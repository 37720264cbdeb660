import { describe, expect, it } from 'vitest';
import { createScaleOut, type Utilized } from '../../../embedded/lambda/scale-out.ts';

const WAIT_MS = 60;
const environments = (...busy: number[]): readonly Utilized[] => busy.map((part) => ({ utilization: () => part }));
const pause = () => new Promise((resolve) => setTimeout(resolve, WAIT_MS));

describe('createScaleOut', () => {
  it('starts the first environment at once', () => {
    expect(createScaleOut(2).delayMs(performance.now(), [])).toBe(0);
  });

  it('lets an invocation wait as long as a start takes', async () => {
    const scaleOut = createScaleOut(2);
    expect(scaleOut.delayMs(performance.now(), environments(0))).toBeCloseTo(50, -1);
    await scaleOut.observe(() => new Promise((resolve) => setTimeout(resolve, 100)));
    expect(scaleOut.delayMs(performance.now(), environments(0))).toBeGreaterThan(80);
  });

  it.each([
    ['starts another one while those that there are wait', [0.1, 0.2], 0],
    ['starts another one while there are fewer than processors', [0.9], 0],
    ['starts none while as many as there are processors compute', [0.9, 0.8], 50],
  ])('%s', async (_, busy, delay) => {
    const scaleOut = createScaleOut(2);
    const since = performance.now();
    await pause();
    expect(scaleOut.delayMs(since, environments(...busy))).toBe(delay);
  });

  it('starts none while the main thread has no time left', () => {
    const scaleOut = createScaleOut(2);
    const since = performance.now();
    while (performance.now() - since < WAIT_MS);
    expect(scaleOut.delayMs(since, environments(0))).toBe(50);
  });

  it('looks again only after another wait', async () => {
    const scaleOut = createScaleOut(2);
    const since = performance.now();
    await pause();
    scaleOut.delayMs(since, environments(0));
    expect(scaleOut.delayMs(since, environments(0))).toBeGreaterThan(0);
  });
});
