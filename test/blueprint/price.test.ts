import { describe, expect, it } from 'vitest';
import {
  MEASURED,
  PRICE_OF_ATTENTION,
  PRICE_OF_LANE,
  PRICE_OF_WAITING,
  priceOf,
  storageOf,
} from '../../blueprint/price.ts';
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

it('counts the index of what needs a person for orders that do, in and out', () => {
  expect(PRICE_OF_ATTENTION).toBe(1.25);
});

it('counts the items of an order and its entries in the indexes as stored, with the backup', () => {
  const { gb, perMonth } = storageOf(sequenceOf(3));
  expect(gb).toBeGreaterThan(MEASURED.orderItemUnits + 3 * MEASURED.stepItemUnits);
  expect(gb).toBeLessThan(16);
  expect(perMonth).toBeCloseTo(gb * 0.45, 1);
});

it('counts two write units for a lane, and more for an order that waits in it', () => {
  expect(PRICE_OF_LANE.perName).toBe(1.25);
  expect(PRICE_OF_LANE.queued).toBeGreaterThan(PRICE_OF_LANE.perName);
  expect(PRICE_OF_LANE.queued).toBeLessThan(10);
});

it('counts an instance and its reads for every second that a caller waits', () => {
  // Half a gigabyte for a second, and one read unit.
  expect(PRICE_OF_WAITING).toBeCloseTo(0.5 * 13.3334 + 0.125, 1);
});
