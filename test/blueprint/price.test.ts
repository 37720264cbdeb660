import { describe, expect, it } from 'vitest';
import { priceOf } from '../../blueprint/price.ts';
import type { Sequence, SequenceStep } from '../../core/sequence/sequence.ts';

const sequenceOf = (steps: number): Pick<Sequence, 'steps'> => ({
  steps: Array.from({ length: steps }, () => ({}) as SequenceStep),
});

describe('the price of an order', () => {
  it('is the sum of its lines', () => {
    const { lines, perMillion } = priceOf(sequenceOf(3));
    expect(lines.reduce((total, line) => total + line.perMillion, 0)).toBeCloseTo(perMillion, 5);
  });

  it.each([
    [0, 1],
    [1, 2],
    [3, 4],
  ])('counts one transition a step and one to complete the order: %i steps', (steps, transitions) => {
    expect(priceOf(sequenceOf(steps)).lines[0]).toEqual({
      what: 'Step Functions state transitions',
      quantity: transitions,
      perMillion: transitions * 25,
    });
  });

  it('stays under $130 per million for three steps, and grows with every step', () => {
    const prices = [1, 2, 3, 4].map((steps) => priceOf(sequenceOf(steps)).perMillion);
    expect(prices[2]).toBeLessThan(130);
    expect(prices).toEqual(prices.toSorted((left, right) => left - right));
  });
});
