import { expect, it } from 'vitest';
import { storedText, textOf } from '../../../embedded/dynamodb/stored-text.ts';

it('stores a short text as it is', () => {
  expect(storedText('{"pk":{"S":"ä"}}')).toBe('{"pk":{"S":"ä"}}');
  expect(textOf('{"pk":{"S":"ä"}}')).toBe('{"pk":{"S":"ä"}}');
});

it('compresses a long text, and returns it unchanged', () => {
  const text = JSON.stringify({ pk: { S: 'order-1' }, payload: { S: 'Zeitung für alle '.repeat(500) } });
  const stored = storedText(text);
  expect(stored).toBeInstanceOf(Uint8Array);
  expect(stored.length).toBeLessThan(text.length / 10);
  expect(textOf(stored)).toBe(text);
});
