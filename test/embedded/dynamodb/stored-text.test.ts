import { expect, it } from 'vitest';
import { storedText, textOf } from '../../../embedded/dynamodb/stored-text.ts';

it('stores a short text as it is', () => {
  expect(storedText('{"pk":{"S":"ä"}}')).toBe('{"pk":{"S":"ä"}}');
  expect(textOf('{"pk":{"S":"ä"}}')).toBe('{"pk":{"S":"ä"}}');
});

it.each([60, 5_000])('compresses a long text of %i repeats, and returns it unchanged', (repeats) => {
  const text = JSON.stringify({ pk: { S: 'order-1' }, payload: { S: 'Zeitung für alle '.repeat(repeats) } });
  const stored = storedText(text);
  expect(stored).toBeInstanceOf(Uint8Array);
  expect(stored.length).toBeLessThan(text.length / 8);
  expect(textOf(stored)).toBe(text);
});
