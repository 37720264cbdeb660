import { describe, expect, it } from 'vitest';
import { decimalOf, decimalText, minus, plus } from '../../core/decimal.ts';

const decimal = (value: number | string) => {
  const found = decimalOf(value);
  if (found === undefined) throw new TypeError(`Expected ${value} to be a decimal number.`);
  return found;
};

describe('decimals', () => {
  it.each([
    [0.1, '0.10'],
    ['12.50', '12.50'],
    [-0.005, '-0.005'],
    [1e21, '1000000000000000000000.00'],
    [1e-7, '0.0000001'],
    ['007', '7.00'],
  ])('reads %s as %s', (value, text) => expect(decimalText(decimal(value))).toBe(text));

  it('adds and subtracts without binary fractions', () => {
    expect(decimalText(plus(decimal(0.1), decimal(0.2)))).toBe('0.30');
    expect(decimalText(minus(decimal('100.10'), decimal(100)))).toBe('0.10');
    expect(decimalText(minus(decimal(1), decimal(2.5)))).toBe('-1.50');
  });

  it.each(['', 'twelve', '1,5', '0x1f', true, null, Number.NaN])('does not read %s', (value) =>
    expect(decimalOf(value)).toBeUndefined(),
  );
});
