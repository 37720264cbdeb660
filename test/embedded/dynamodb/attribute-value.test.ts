import { describe, expect, it } from 'vitest';
import { parseItem } from '../../../embedded/dynamodb/attribute-value.ts';

describe('an item of a request', () => {
  it('is taken as it is if all of its values are in their canonical form', () => {
    const item = {
      id: { S: 'order-1' },
      attempts: { L: [{ M: { run: { N: '-12' }, ok: { BOOL: true }, error: { NULL: true }, body: { B: 'YQ==' } } }] },
    };
    expect(parseItem(item)).toBe(item);
  });

  it.each([
    ['1.50', '1.5'],
    ['007', '7'],
    ['-0', '0'],
    ['1e3', '1000'],
  ])('is copied where the number %s becomes %s, and nowhere else', (given, canonical) => {
    const kept = { M: { id: { S: 'a' } } };
    const item = { kept, list: { L: [kept, { M: { amount: { N: given } } }] }, last: { N: '1' } };
    const before = structuredClone(item);
    const parsed = parseItem(item);
    expect(parsed).toEqual({ ...before, list: { L: [kept, { M: { amount: { N: canonical } } }] } });
    expect(Object.keys(parsed)).toEqual(['kept', 'list', 'last']);
    expect(parsed.kept).toBe(kept);
    expect(item).toEqual(before);
  });

  it('keeps an attribute that has the name of a prototype', () => {
    const item = JSON.parse('{"__proto__":{"N":"01"},"other":{"N":"1"}}');
    expect(JSON.stringify(parseItem(item))).toBe('{"__proto__":{"N":"1"},"other":{"N":"1"}}');
  });

  it('loses what is not a value', () => {
    expect(parseItem({ id: { S: 'a', N: null, note: 'b' }, sub: { M: { no: { NULL: true, S: null } } } })).toEqual({
      id: { S: 'a' },
      sub: { M: { no: { NULL: true } } },
    });
  });

  it('takes no longer the deeper its other values are', () => {
    let value: object = { N: '01' };
    for (let depth = 0; depth < 30; depth += 1) value = { L: [value] };
    const started = process.cpuUsage();
    parseItem({ value });
    expect(process.cpuUsage(started).user).toBeLessThan(500_000);
  });
});
