import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { trimmedText } from '../../../blueprint/routes/trimmed-text.ts';

const three = trimmedText(3, 6);

describe('trimmedText', () => {
  it.each([
    ['abc', 'abc'],
    [' abc ', 'abc'],
    ['a c', 'a c'],
    ['a\nc', 'a\nc'],
  ])('takes %j as %j', (text, taken) => {
    expect(three.parse(text)).toBe(taken);
    expect(text).toMatch(new RegExp(z.toJSONSchema(three, { io: 'input' }).pattern ?? '$^'));
  });

  it.each(['', '  ', 'ab', ' ab ', ' a  '])(
    'refuses %j, which is too short, and so does its schema in the document',
    (text) => {
      expect(three.safeParse(text).success).toBe(false);
      expect(text).not.toMatch(new RegExp(z.toJSONSchema(three, { io: 'input' }).pattern ?? ''));
    },
  );

  it('refuses what is too long, and for one character only spaces', () => {
    expect(three.safeParse('abcdefg').success).toBe(false);
    expect(['a', ' a ', ' '].map((text) => trimmedText(1, 6).safeParse(text).success)).toEqual([true, true, false]);
  });
});
