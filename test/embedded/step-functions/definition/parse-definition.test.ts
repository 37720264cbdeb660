import { expect, test } from 'vitest';
import { parseDefinition } from '../../../../embedded/step-functions/definition/parse-definition.ts';

const lambda = 'arn:aws:states:::lambda:invoke';
const pass = (fields: object = {}): object => ({ Type: 'Pass', End: true, ...fields });
const machine = (States: object, fields: object = {}): string =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'A', States, ...fields });
const found = (text: string): string[] => {
  const parsed = parseDefinition(text);
  return parsed.ok ? [] : parsed.diagnostics.map(({ code, message, location }) => `${code} ${location} ${message}`);
};

const rejected: [string, string, string][] = [
  ['text that is not JSON', '{', 'INVALID_JSON_DESCRIPTION'],
  ['a list', '[]', 'SCHEMA_VALIDATION_FAILED'],
  ['nothing', '{}', 'SCHEMA_VALIDATION_FAILED'],
  ['JSONPath', machine({ A: pass() }, { QueryLanguage: 'JSONPath' }), '/QueryLanguage QueryLanguage must be "JSONata"'],
  ['a Next that names no state', machine({ A: { Type: 'Pass', Next: 'C' }, B: pass() }), '/States/A/Next'],
  ['the name of an inherited property', machine({ A: { Type: 'Pass', Next: 'constructor' } }), 'constructor'],
  [
    'a bad state inside a Map',
    machine({ A: { Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass' } } }, End: true } }),
    '/States/A/ItemProcessor/States/I',
  ],
  [
    'an expression that does not parse',
    machine({ A: pass({ Output: { a: ['{% 1 + %}'] } }) }),
    'INVALID_JSONATA_EXPRESSION /States/A/Output/a[0]',
  ],
  [
    'an expression that does not parse in a catcher',
    machine({
      A: { Type: 'Task', Resource: lambda, Catch: [{ ErrorEquals: ['E'], Next: 'B', Output: '{% ( %}' }], End: true },
      B: pass(),
    }),
    '/States/A/Catch[0]/Output',
  ],
];

test.each(rejected)('%s is rejected', (_, text, expected) => {
  expect(found(text).join('\n')).toContain(expected);
});

const accepted: [string, string][] = [
  ['a Pass', machine({ A: pass() }, { Comment: 'c', Version: '1.0', TimeoutSeconds: 5 })],
  [
    'every resource',
    machine({
      A: { Type: 'Task', Resource: lambda, Next: 'B' },
      B: { Type: 'Task', Resource: `${lambda}.waitForTaskToken`, End: true },
    }),
  ],
  [
    'functions over the items of a list',
    machine({ A: pass({ Output: '{% $map($states.input, function($v) { $v.id }) ~> $join(",") %}' }) }),
  ],
  ['plain text with braces', machine({ A: pass({ Output: 'a {% b %} c' }) })],
];

test.each(accepted)('%s is accepted', (_, text) => {
  expect(found(text)).toEqual([]);
});

test.each([1_000, 5_000, 200_000])('text and expressions that nest %i levels deep are rejected', (levels) => {
  const nested = `${'['.repeat(levels)}${']'.repeat(levels)}`;
  expect(found(`{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":${nested}}}`).join()).toContain(
    'levels of nesting',
  );
  const expression = `${'('.repeat(levels * 5)}1`;
  expect(found(machine({ A: pass({ Output: `{% ${expression} %}` }) })).join()).toContain('INVALID_JSONATA_EXPRESSION');
});

test('all problems are reported at once', () => {
  const problems = found(
    machine({ A: { Type: 'Pass', Next: 'X', Output: '{% ( %}' }, B: { Type: 'Pass', Next: 'Y' } }),
  );
  expect(problems).toHaveLength(4);
});
