import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillTemplate, placeholdersOf } from '../../../embedded/eventbridge/target.ts';

describe('fillTemplate', () => {
  it('keeps any value what it is, whatever characters it has', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, text) => {
        const filled = fillTemplate('{"value":<value>,"text":"<text>"}', { value, text });
        expect(filled).toEqual({ value: JSON.parse(JSON.stringify(value)), text });
      }),
    );
  });

  it('leaves a string without placeholders alone', () => {
    expect(fillTemplate('{"a":"x < y > z \\"<b>\\""}', { b: 'B' })).toEqual({ a: 'x < y > z "B"' });
  });

  it('refuses a template that is no JSON', () => {
    expect(() => fillTemplate('{"a":<b>', { b: 1 })).toThrow(SyntaxError);
  });

  it('names its placeholders', () => {
    expect(placeholdersOf('{"a":<b>,"c":"<d.e>"}')).toEqual(['b', 'd.e']);
  });
});
