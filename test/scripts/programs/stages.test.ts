import { describe, expect, it } from 'vitest';
import { createStages } from '../../../scripts/programs/stages.ts';

describe('createStages', () => {
  it('prints each stage with its duration, and passes on its result or error', async () => {
    const lines: string[] = [];
    let now = 1_000;
    const stage = createStages(
      (line) => lines.push(line),
      () => now,
    );

    const taking = (milliseconds: number, outcome: () => string) => async () => {
      now += milliseconds;
      return outcome();
    };
    expect(
      await stage(
        'deploy',
        taking(1_540, () => 'done'),
      ),
    ).toBe('done');
    const failing = stage(
      'destroy',
      taking(20, () => {
        throw new Error('no');
      }),
    );
    await expect(failing).rejects.toThrow('no');

    expect(lines).toEqual(['✓ deploy (1.5 s)', '✗ destroy (0.0 s)']);
  });
});
