import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../scripts/test-fuzz/options.ts';

describe('readOptions', () => {
  it('has defaults that fit into five minutes, with a random seed', () => {
    expect(readOptions([], 0.5)).toEqual({ minutes: 4, maxExamples: 1000, seed: 500_000 });
  });

  it('reads every option', () => {
    const args = ['--minutes', '0.5', '--max-examples', '20', '--seed', '7'];
    expect(readOptions(args, 0.5)).toEqual({ minutes: 0.5, maxExamples: 20, seed: 7 });
  });

  it.each([['--minutes', '0'], ['--minutes', 'x'], ['--max-examples', '0'], ['--seed', '1.5'], ['--other']])(
    'rejects %s %s',
    (...args) => {
      expect(() => readOptions(args, 0.5)).toThrow();
    },
  );
});
