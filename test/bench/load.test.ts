import { describe, expect, it } from 'vitest';
import { percentile, sendLoad } from '../../bench/load.ts';

describe('sendLoad', () => {
  it('sends each order once, by as many callers at a time as it is told', async () => {
    const sent: number[] = [];
    let active = 0;
    let peak = 0;
    const result = await sendLoad({
      callers: 3,
      orders: 10,
      async run(order) {
        active += 1;
        peak = Math.max(peak, active);
        sent.push(order);
        await Promise.resolve();
        active -= 1;
      },
    });
    expect(sent.sort((left, right) => left - right)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(peak).toBe(3);
    expect(result).toMatchObject({ orders: 10, failed: 0 });
  });

  it('counts orders that fail apart from the others, and goes on', async () => {
    const run = (order: number) => (order % 2 === 0 ? Promise.resolve() : Promise.reject(new Error('No')));
    expect(await sendLoad({ callers: 2, orders: 5, run })).toMatchObject({ orders: 3, failed: 2 });
  });

  it('ends early when its time is up', async () => {
    const result = await sendLoad({ callers: 1, orders: 1000, maxSeconds: 0, run: () => Promise.resolve() });
    expect(result.orders).toBe(0);
  });
});

describe('percentile', () => {
  it.each([
    [0, 1],
    [0.5, 3],
    [0.99, 5],
    [1, 5],
  ])('finds the value at share %d', (share, expected) => {
    expect(percentile([1, 2, 3, 4, 5], share)).toBe(expected);
  });

  it('is no number without values', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});
