import { describe, expect, it } from 'vitest';
import { compareJson } from '../../../cli/replay/compare.ts';
import { decimalText } from '../../../core/decimal.ts';

const found = (before: Parameters<typeof compareJson>[0], after: Parameters<typeof compareJson>[1]) =>
  compareJson(before, after).map(({ path, more }) => [path, more && decimalText(more)]);

describe('compareJson', () => {
  it('finds changed, added and removed fields at any depth', () => {
    const before = { id: '1', plans: [{ quantity: 1 }, { quantity: 2 }], note: 'a' };
    expect(found(before, { id: '1', plans: [{ quantity: 1 }, { quantity: 3 }], reason: 'b' })).toEqual([
      ['plans[].quantity', undefined],
      ['note', undefined],
      ['reason', undefined],
    ]);
    expect(found(before, before)).toEqual([]);
  });

  it('says how much more an amount of money is, without binary fractions', () => {
    expect(found({ price: { listPrice: 0.1 } }, { price: { listPrice: 0.3 } })).toEqual([['price.listPrice', '0.20']]);
    expect(found({ totalAmount: '17.50' }, {})).toEqual([['totalAmount', '-17.50']]);
  });

  it('does not count what was redacted on both sides, in whatever way', () => {
    expect(found({ Name: '[personal] [personal]' }, { Name: '[redacted]' })).toEqual([]);
    expect(found({ q: "Email = '[redacted]'" }, { q: "Email = '[personal]'" })).toEqual([]);
    expect(found({ q: "Email = '[redacted]'" }, { q: "Phone = '[personal]'" })).toEqual([['q', undefined]]);
  });
});
