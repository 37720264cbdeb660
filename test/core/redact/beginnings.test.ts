import { describe, expect, it } from 'vitest';
import { beginningsOf } from '../../../core/redact/beginnings.ts';

describe('the beginnings of texts', () => {
  it.each([
    ['at the start', 'tokens'],
    ['in the middle', 'a token is here'],
    ['at the end', 'a token'],
    ['as the whole text', 'token'],
  ])('are found %s', (_, text) => {
    expect(beginningsOf(['token', 'secret']).mayBeIn(text)).toBe(true);
  });

  it('are not found where there are none', () => {
    expect(beginningsOf(['token']).mayBeIn('to keep')).toBe(false);
    expect(beginningsOf(['token']).mayBeIn('to')).toBe(false);
    expect(beginningsOf([]).mayBeIn('token')).toBe(false);
  });

  it('of a text that is shorter than they are exclude nothing', () => {
    expect(beginningsOf(['token', 'ab']).mayBeIn('xaby')).toBe(true);
  });
});
