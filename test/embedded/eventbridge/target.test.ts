import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillTemplate, placeholdersOf } from '../../../embedded/eventbridge/target.ts';

describe('fillTemplate', () => {
  it('keeps every value intact, whatever its characters', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, text) => {
        const filled = fillTemplate('{"value":<value>,"text":"<text>"}', { value, text });
        expect(filled).toEqual({ value: JSON.parse(JSON.stringify(value)), text });
      }),
    );
  });

  it('leaves a string without placeholders unchanged', () => {
    expect(fillTemplate('{"a":"x < y > z \\"<b>\\""}', { b: 'B' })).toEqual({ a: 'x < y > z "B"' });
  });

  it('rejects a template that is not JSON', () => {
    expect(() => fillTemplate('{"a":<b>', { b: 1 })).toThrow(SyntaxError);
  });

  it('lists the placeholders of a template', () => {
    expect(placeholdersOf('{"a":<b>,"c":"<d.e>"}')).toEqual(['b', 'd.e']);
  });
});
