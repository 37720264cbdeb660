import { expect, it } from 'vitest';
import { counted } from '../../core/counted.ts';

it.each([
  [0, '0 orders'],
  [1, '1 order'],
  [2, '2 orders'],
])('says %i of something in words', (number, text) => {
  expect(counted(number, 'order')).toBe(text);
});
