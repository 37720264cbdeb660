import { describe, expect, it } from 'vitest';
import { countryMeant, isCountry } from '../../../core/input/countries.ts';

describe('isCountry', () => {
  it.each(['GB', 'US', 'GR', 'XK', 'ZW'])('accepts %s', (code) => {
    expect(isCountry(code)).toBe(true);
  });

  it.each(['UK', 'EL', 'EU', 'SU', 'AN', 'XX', 'ZZ', 'gb', 'GBR', '', 'toString'])('rejects %j', (code) => {
    expect(isCountry(code)).toBe(false);
  });
});

describe('countryMeant', () => {
  it.each([
    ['UK', 'GB'],
    ['uk', 'GB'],
    ['EL', 'GR'],
    ['GBR', 'GB'],
    [' de ', 'DE'],
    ['usa', 'US'],
  ])('takes %j for %s', (text, code) => {
    expect(countryMeant(text)).toBe(code);
  });

  it.each(['XX', 'Britain', '', 'constructor'])('does not guess %j', (text) => {
    expect(countryMeant(text)).toBeUndefined();
  });
});
