import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../core/json.ts';
import {
  compileExpression,
  evaluateExpression,
} from '../../../../embedded/step-functions/expressions/evaluate-expression.ts';
import { mergeOf, readMerge } from '../../../../embedded/step-functions/expressions/read-merge.ts';

const SOURCE = '$merge([$states.input.results, {"crm": $states.result.Payload.output}])';

describe('mergeOf', () => {
  it('finds the object, and the field that is added', () => {
    expect(mergeOf(SOURCE)).toEqual({
      object: ['input', 'results'],
      name: 'crm',
      value: ['result', 'Payload', 'output'],
    });
  });

  it.each([
    '$merge([$states.input.results, {"crm": $states.result.output, "erp": 1}])',
    '$merge([$states.input.results, {"crm": $lookup($states.result, "a")}])',
    '$merge([$states.input.results, {"a\\"b": $states.result.output}])',
    '$merge([$states.input.results, {"__proto__": $states.result.output}])',
    '$merge([$states.input.results, {crm: $states.result.output}])',
    '$merge([$states.input.results[0], {"crm": $states.result.output}])',
    '$merge([$states.input.results])',
    '$merge([$other.results, {"crm": $states.result.output}])',
    `${SOURCE}.crm`,
    '$states.input.results',
  ])('leaves %s to JSONata', (source) => expect(mergeOf(source)).toBeUndefined());
});

describe('readMerge', () => {
  const merge = { object: ['input'], name: 'crm', value: ['result'] };

  it('adds a field at the end, or in its place', () => {
    const read = (input: JsonObject) => JSON.stringify(readMerge({ input, result: { id: 1 } }, merge));
    expect(read({ a: 1 })).toBe('{"a":1,"crm":{"id":1}}');
    expect(read({ crm: 0, a: 1 })).toBe('{"crm":{"id":1},"a":1}');
  });

  it('leaves the object as it was', () => {
    const input = { a: 1 };
    readMerge({ input, result: 2 }, merge);
    expect(input).toEqual({ a: 1 });
  });

  it.each<[string, JsonObject]>([
    ['a text in place of the object', { input: 'text', result: 1 }],
    ['a list in place of the object', { input: [{ a: 1 }], result: 1 }],
    ['null in place of the object', { input: null, result: 1 }],
    ['a missing object', { result: 1 }],
    ['a missing value', { input: {} }],
    ['a list as value', { input: {}, result: [1] }],
    ['a field with the name of a prototype', { input: JSON.parse('{"__proto__":1}'), result: 1 }],
  ])('leaves %s to JSONata', (_, states) => expect(readMerge(states, merge)).toBeUndefined());

  it('returns what JSONata returns, for any value', async () => {
    const names = fc.constantFrom('a', 'crm', 'length', 'toString', 'constructor', '1', '__proto__');
    const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom<JsonValue>(null, true, 0, -1.5, '', 'text'),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(names, tie('value'), { maxKeys: 4 }),
      ),
    }));
    const expression = compileExpression('$merge([$states.input, {"crm": $states.result}])');
    let found = 0;
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, value, { maxKeys: 4 }), value, async (input, result) => {
        const states: JsonObject = JSON.parse(JSON.stringify({ input, result }));
        const read = readMerge(states, merge);
        if (read === undefined) return;
        found += 1;
        const evaluated = await evaluateExpression(expression, { states });
        expect(JSON.stringify(read)).toBe(JSON.stringify(evaluated));
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(100);
  });
});
