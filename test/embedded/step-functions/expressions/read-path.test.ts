import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../core/json.ts';
import {
  compileExpression,
  evaluateExpression,
} from '../../../../embedded/step-functions/expressions/evaluate-expression.ts';
import { pathOf, readPath } from '../../../../embedded/step-functions/expressions/read-path.ts';

describe('pathOf', () => {
  it('recognizes an expression that is only a path', () => {
    expect(pathOf('$states.input')).toEqual(['input']);
    expect(pathOf('$states.context.Task.Token')).toEqual(['context', 'Task', 'Token']);
  });

  it.each([
    '$states',
    '$states.',
    '$states.input.*',
    '$states.input[0]',
    '$states.`a b`',
    '$other.input',
    '$states.a + 1',
    ' $states.a',
  ])('leaves %j to JSONata', (source) => expect(pathOf(source)).toBeUndefined());
});

describe('readPath', () => {
  it.each<[unknown, JsonObject]>([
    ['an array', { input: { a: [1] } }],
    ['something missing', { input: {} }],
    ['a path into text', { input: 'text' }],
    ['a property of every object', { input: {} }],
  ])('leaves %s to JSONata', (what, states) => {
    const name = what === 'a property of every object' ? 'constructor' : 'a';
    expect(readPath(states, ['input', name])).toBeUndefined();
  });

  it('returns what JSONata returns, for any value', async () => {
    const names = ['a', 'b', 'length', 'toString'];
    const source = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 });
    const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<JsonValue>(null, true, 0, -1.5, '', 'text'),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 3 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(value, source, async (input, path) => {
        const found = readPath({ input }, ['input', ...path]);
        if (found === undefined) return;
        const expression = compileExpression(`$states.input.${path.join('.')}`);
        expect(await evaluateExpression(expression, { states: { input } })).toEqual(found);
      }),
      { numRuns: 500 },
    );
  });
});
