import { describe, expect, it } from 'vitest';
import { readOutageOptions } from '../../../scripts/test-outage/outage-options.ts';

describe('the options of the outage campaign', () => {
  it('have defaults, and a random seed', () => {
    const sizes = { orders: 500, burst: 300, limit: 10, subscriptions: 50, twins: 50 };
    expect(readOutageOptions([], 0.5)).toEqual({ ...sizes, hourSeconds: 60, seed: 500_000 });
  });

  it('are read from the command line', () => {
    const outage = ['--orders', '60', '--hour-seconds', '15', '--seed', '7'];
    const others = ['--burst', '40', '--limit', '5', '--subscriptions', '6', '--twins', '0'];
    const sizes = { orders: 60, burst: 40, limit: 5, subscriptions: 6, twins: 0 };
    expect(readOutageOptions([...outage, ...others], 0.5)).toEqual({ ...sizes, hourSeconds: 15, seed: 7 });
    expect(readOutageOptions(['--orders', '0'], 0.5).orders).toBe(0);
  });

  it.each([
    ['--orders', '2'],
    ['--orders', 'many'],
    ['--hour-seconds', '5'],
    ['--hour-seconds', '3601'],
    ['--seed', '-1'],
    ['--burst', '5001'],
    ['--limit', '0'],
    ['--subscriptions', 'all'],
    ['--twins', '-1'],
    ['--kills', '3'],
  ])('are refused as %s %s', (...args) => {
    expect(() => readOutageOptions(args, 0.5)).toThrow();
  });
});
