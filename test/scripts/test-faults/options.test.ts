import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../scripts/test-faults/options.ts';

describe('the options of a fault campaign', () => {
  it.each([
    ['nothing', [], { orders: 10_000, seed: 500_000, kills: 40 }],
    ['orders', ['--orders', '251'], { orders: 251, seed: 500_000, kills: 2 }],
    ['a seed', ['--seed', '7'], { orders: 10_000, seed: 7, kills: 40 }],
    [
      'a version of Zuora',
      ['--api-version', '341.0'],
      { orders: 10_000, seed: 500_000, kills: 40, apiVersion: '341.0' },
    ],
    ['kills', ['--kills', '0', '--orders=20'], { orders: 20, seed: 500_000, kills: 0 }],
  ])('are read from %s', (_, args, expected) => {
    expect(readOptions(args, 0.5)).toEqual(expected);
  });

  it.each([
    ['a version that is a word', ['--api-version', 'newest']],
    ['a word', ['--orders', 'many']],
    ['a fraction', ['--orders', '2.5']],
    ['a negative number', ['--kills=-1']],
    ['an order alone', ['--orders', '1']],
    ['another option', ['--faults', '3']],
    ['a value without an option', ['20']],
  ])('reject %s', (_, args) => {
    expect(() => readOptions(args, 0.5)).toThrow();
  });
});
