import { describe, expect, it } from 'vitest';
import { salesforceId } from '../../../sandbox/salesforce/ids.ts';

describe('salesforceId', () => {
  it('counts in base 62 and ends in the checksum of its capitals', () => {
    expect(salesforceId('001', 1)).toBe('001Hs0000000001IAA');
    expect(salesforceId('003', 61)).toBe('003Hs000000000zIAA');
    expect(salesforceId('003', 62)).toBe('003Hs0000000010IAA');
    expect(salesforceId('003', 10)).toBe('003Hs000000000AIAQ');
  });

  it('returns a different id for every number', () => {
    const ids = Array.from({ length: 5_000 }, (_, number) => salesforceId('001', number));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
