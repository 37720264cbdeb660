import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addNumbers, compareNumbers, formatNumber, parseNumber } from '../../../embedded/dynamodb/number.ts';

const canonical = (text: string) => formatNumber(parseNumber(text));
const number = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -40, max: 40 }))
  .map(([digits, power]) => `${digits}e${power}`);

describe('formatNumber', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['0.00', '0'],
    ['007', '7'],
    ['1e3', '1000'],
    ['1.50', '1.5'],
    ['-12.340', '-12.34'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1E-3', '0.001'],
    ['+1', '1'],
    ['9.9999999999999999999999999999999999999e125', `99999999999999999999999999999999999999${'0'.repeat(88)}`],
    ['1e-130', `0.${'0'.repeat(129)}1`],
  ])('writes %s as %s', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it('is the same once it is canonical', () => {
    fc.assert(fc.property(number, (text) => canonical(canonical(text)) === canonical(text)));
  });
});

describe('parseNumber', () => {
  it.each([
    ['', /cannot be converted to a numeric value/],
    ['abc', /cannot be converted to a numeric value/],
    ['1e', /cannot be converted to a numeric value/],
    ['0x10', /cannot be converted to a numeric value/],
    ['NaN', /cannot be converted to a numeric value/],
    ['1.2.3', /cannot be converted to a numeric value/],
    ['123456789012345678901234567890123456789', /more than 38 significant digits/],
    ['1e126', /Number overflow/],
    ['1e-131', /Number underflow/],
  ])('rejects %j', (text, message) => {
    expect(() => parseNumber(text)).toThrow(expect.objectContaining({ name: 'ValidationException' }));
    expect(() => parseNumber(text)).toThrow(message);
  });
});

describe('addNumbers', () => {
  it.each([
    ['0.1', '0.2', 1, '0.3'],
    ['1', '0.999', -1, '0.001'],
    ['10', '10', -1, '0'],
    ['-5', '2', 1, '-3'],
    ['1e30', '1', 1, '1000000000000000000000000000001'],
  ] as const)('computes %s and %s exactly', (left, right, sign, expected) => {
    expect(formatNumber(addNumbers(parseNumber(left), parseNumber(right), sign))).toBe(expected);
  });

  it('rejects a sum of more than 38 digits', () => {
    expect(() => addNumbers(parseNumber('1e40'), parseNumber('1'))).toThrow(/38 significant digits/);
  });
});

describe('compareNumbers', () => {
  it('orders any two numbers as their difference does', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), fc.integer({ min: 0, max: 20 }), (left, right, places) => {
        const [a, b] = [left % 10n ** 15n, right % 10n ** 15n];
        const order = compareNumbers(parseNumber(`${a}e-${places}`), parseNumber(`${b}e-${places}`));
        expect(Math.sign(order)).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it.each([
    ['-1e10', '-9'],
    ['-0.001', '0'],
    ['0', '0.001'],
    ['1', '1.0000001'],
    ['-1.0000001', '-1'],
    ['99', '100'],
  ])('puts %s before %s', (left, right) => {
    expect(compareNumbers(parseNumber(left), parseNumber(right))).toBeLessThan(0);
    expect(compareNumbers(parseNumber(right), parseNumber(left))).toBeGreaterThan(0);
  });
});
