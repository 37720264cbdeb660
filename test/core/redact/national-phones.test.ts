import { describe, expect, it } from 'vitest';
import { maskNationalPhones } from '../../../core/redact/national-phones.ts';

const mask = (text: string): string => maskNationalPhones(text, '*');

describe('maskNationalPhones', () => {
  it.each([
    'Call 0171 2345678 today',
    'Call 0171/2345678 today',
    'Call (0171) 234 5678 today',
    'Call 020 7946 0958 today',
    'Call (020) 7946-0958 today',
    'Call 07700 900123 today',
    'Call 07700900123 today',
    'Call 01 23 45 67 89 today',
    'Call 01.23.45.67.89 today',
    'Call 555-123-4567 today',
    'Call (555) 123-4567 today',
    'Call 555.123.4567 today',
    'Call 030 - 1234567 today',
  ])('masks the number in "%s"', (text) => {
    expect(mask(text)).toBe('Call * today');
  });

  it.each([
    'on 2026-11-22 at 10:00',
    'from 01.02.2026 to 03.04.2026',
    'between 01/02/2026 and 03/04/2026',
    'invoice 0000012345',
    'account A00000020, subscription A-S00000017',
    'order-93c68956fed80da84ccb8ca5f77aff4b',
    'reference 8ad084a68f1d0c3e018f1d2a5b6c9999',
    'IMEI 490154203237518',
    'Zuora answered 53100020',
    'total 1,234.56 of 1234.56',
    'address 192.168.100.1',
    'version 10.12.2',
    'after 300 s and 3 attempts',
    'error 404 404 404',
    'id 550e8400-e29b-41d4-a716-446655440000',
  ])('keeps "%s"', (text) => {
    expect(mask(text)).toBe(text);
  });

  it('takes time in proportion to the text', () => {
    const text = '01 '.repeat(100_000);
    const started = performance.now();
    mask(text);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
