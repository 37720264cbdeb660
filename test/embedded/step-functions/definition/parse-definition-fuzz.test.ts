import fc from 'fast-check';
import { test } from 'vitest';
import { parseDefinition } from '../../../../embedded/step-functions/definition/parse-definition.ts';

const machine = (States: object): string => JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'A', States });
const whole = {
  A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Next: 'B' },
  B: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', End: true },
};

test('no text makes the check throw', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof parseDefinition(text).ok === 'boolean'));
});

test('no damaged definition makes the check throw', () => {
  const fields = fc.dictionary(
    fc.constantFrom(
      'Type',
      'Next',
      'End',
      'Resource',
      'Retry',
      'Catch',
      'Output',
      'Assign',
      'Branches',
      'ItemProcessor',
    ),
    fc.oneof(fc.jsonValue(), fc.constantFrom('Map', 'Parallel', 'Choice', 'A', '{% ( %}', '{% $x.(y) %}', '__proto__')),
  );
  fc.assert(
    fc.property(fields, (broken) => {
      const text = machine({ ...whole, A: { ...whole.A, ...broken } });
      return typeof parseDefinition(text).ok === 'boolean';
    }),
  );
});

test('no expression makes the check throw', () => {
  const part = fc.constantFrom(
    '$',
    '$$',
    '$states',
    '.input',
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
    '|',
    '"a"',
    '1',
    ' ',
    '~>',
    'x',
    ':=',
    '/r/',
    '^',
    '%',
    '*',
    '?',
    ':',
    ',',
    'function',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      return (
        typeof parseDefinition(machine({ A: { Type: 'Pass', Output: `{% ${parts.join('')} %}`, End: true } })).ok ===
        'boolean'
      );
    }),
  );
});
