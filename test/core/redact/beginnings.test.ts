import fc from 'fast-check';
import { expect, it } from 'vitest';
import { beginningsOf } from '../../../core/redact/beginnings.ts';

it('says of every text with one of the texts that it may have it', () => {
  const text = fc.string({ unit: 'binary', minLength: 3, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), fc.string(), fc.string(), (texts, before, after) => {
      const { mayBeIn } = beginningsOf(texts);
      for (const one of texts) expect(mayBeIn(`${before}${one}${after}`)).toBe(true);
    }),
  );
});

it.each(['', 'a', 'ab', 'xabxbc', 'ABC'])('says of "%s" that it does not have abc', (text) => {
  expect(beginningsOf(['abc']).mayBeIn(text)).toBe(false);
});
