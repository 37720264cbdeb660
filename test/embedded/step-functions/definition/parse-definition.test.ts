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

const refused: [string, string, string][] = [
  ['text that is no JSON', '{', 'INVALID_JSON_DESCRIPTION'],
  ['a list', '[]', 'SCHEMA_VALIDATION_FAILED'],
  ['nothing', '{}', 'SCHEMA_VALIDATION_FAILED'],
  [
    'no query language',
    JSON.stringify({ StartAt: 'A', States: { A: pass() } }),
    '/QueryLanguage QueryLanguage must be "JSONata", found "JSONPath"',
  ],
  ['JSONPath', machine({ A: pass() }, { QueryLanguage: 'JSONPath' }), '/QueryLanguage QueryLanguage must be "JSONata"'],
  ['JSONPath in one state', machine({ A: pass({ QueryLanguage: 'JSONPath' }) }), '/States/A/QueryLanguage'],
  ['a field of JSONPath', machine({ A: pass({ ResultPath: '$.a' }) }), '/States/A Unrecognized key: "ResultPath"'],
  ['a field that does not exist', machine({ A: pass() }, { Color: 1 }), 'Unrecognized key: "Color"'],
  ['an unknown type', machine({ A: { Type: 'Loop' } }), '/States/A/Type'],
  ['a StartAt that leads nowhere', machine({ A: pass() }, { StartAt: 'B' }), "/StartAt Missing 'Next' target: B"],
  ['a Next that leads nowhere', machine({ A: { Type: 'Pass', Next: 'B' } }), '/States/A/Next'],
  [
    'a Default that leads nowhere',
    machine({ A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }], Default: 'C' }, B: pass() }),
    '/States/A/Default',
  ],
  [
    'a rule that leads nowhere',
    machine({ A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }] } }),
    '/States/A/Choices[0]/Next',
  ],
  [
    'a catcher that leads nowhere',
    machine({ A: { Type: 'Task', Resource: lambda, Catch: [{ ErrorEquals: ['E'], Next: 'B' }], End: true } }),
    '/States/A/Catch[0]/Next',
  ],
  ['a name that every object has', machine({ A: { Type: 'Pass', Next: 'constructor' } }), 'constructor'],
  ['a state that nothing leads to', machine({ A: pass(), B: pass() }), '/States/B State "B" is not reachable'],
  [
    'a workflow without an end',
    machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }),
    'MISSING_END_STATE',
  ],
  ['neither Next nor End', machine({ A: { Type: 'Pass' } }), 'found neither'],
  ['both Next and End', machine({ A: pass({ Next: 'B' }), B: pass() }), 'found both'],
  ['Assign in a Succeed', machine({ A: { Type: 'Succeed', Assign: {} } }), 'Assign'],
  ['a Retry in a Pass', machine({ A: pass({ Retry: [] }) }), 'Retry'],
  [
    'a resource that does not run here',
    machine({ A: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true } }),
    '/States/A/Resource The resource "arn:aws:states:::sqs:sendMessage" does not run here',
  ],
  [
    'a synchronous start',
    machine({ A: { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', End: true } }),
    'startExecution.sync:2',
  ],
  [
    'a heartbeat as long as the timeout',
    machine({ A: { Type: 'Task', Resource: lambda, TimeoutSeconds: 5, HeartbeatSeconds: 5, End: true } }),
    '/States/A/HeartbeatSeconds',
  ],
  [
    'a timeout of 0',
    machine({ A: { Type: 'Task', Resource: lambda, TimeoutSeconds: 0, End: true } }),
    '/States/A/TimeoutSeconds',
  ],
  ['a Wait for nothing', machine({ A: { Type: 'Wait', End: true } }), 'found neither'],
  [
    'a Wait for two things',
    machine({ A: { Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', End: true } }),
    'found both',
  ],
  ['a Timestamp that is none', machine({ A: { Type: 'Wait', Timestamp: 'soon', End: true } }), '/States/A/Timestamp'],
  [
    'States.ALL beside another name',
    machine({ A: { Type: 'Task', Resource: lambda, Retry: [{ ErrorEquals: ['States.ALL', 'E'] }], End: true } }),
    '/States/A/Retry[0]/ErrorEquals',
  ],
  [
    'States.ALL before another catcher',
    machine({
      A: {
        Type: 'Task',
        Resource: lambda,
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'B' },
          { ErrorEquals: ['E'], Next: 'B' },
        ],
        End: true,
      },
      B: pass(),
    }),
    '/States/A/Catch[0]/ErrorEquals',
  ],
  [
    'a retrier with a rate below 1',
    machine({ A: { Type: 'Task', Resource: lambda, Retry: [{ ErrorEquals: ['E'], BackoffRate: 0.5 }], End: true } }),
    '/States/A/Retry[0]/BackoffRate',
  ],
  [
    'a distributed Map',
    machine({
      A: {
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'I', States: { I: pass() } },
        End: true,
      },
    }),
    '/States/A/ItemProcessor/ProcessorConfig/Mode',
  ],
  [
    'a bad state inside a Map',
    machine({ A: { Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass' } } }, End: true } }),
    '/States/A/ItemProcessor/States/I',
  ],
  [
    'a transition out of a branch',
    machine({
      A: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass', Next: 'A' } } }], End: true },
    }),
    '/States/A/Branches[0]/States/B/Next',
  ],
  [
    'an expression that does not parse',
    machine({ A: pass({ Output: { a: ['{% 1 + %}'] } }) }),
    'INVALID_JSONATA_EXPRESSION /States/A/Output/a[0]',
  ],
  [
    'an expression that does not end',
    machine({ A: pass({ Output: '{% 1' }) }),
    'INVALID_JSONATA_EXPRESSION /States/A/Output',
  ],
  [
    'an expression that does not parse in a catcher',
    machine({
      A: { Type: 'Task', Resource: lambda, Catch: [{ ErrorEquals: ['E'], Next: 'B', Output: '{% ( %}' }], End: true },
      B: pass(),
    }),
    '/States/A/Catch[0]/Output',
  ],
  [
    'a name at the top level',
    machine({ A: pass({ Output: '{% order.id %}' }) }),
    "UNSUPPORTED_JSONATA_EXPRESSION /States/A/Output Reference to 'order' at the top level is not supported.",
  ],
  ['$$', machine({ A: pass({ Output: '{% $states.input[$$.x] %}' }) }), "Reference to '$$' is not supported."],
  [
    '$states.errorOutput outside of a catcher',
    machine({ A: pass({ Output: '{% $states.errorOutput.Error %}' }) }),
    '$states.errorOutput',
  ],
  ['a variable named states', machine({ A: pass({ Assign: { states: 1 } }) }), '/States/A/Assign/states'],
  ['a variable that no expression could read', machine({ A: pass({ Assign: { 'a-b': 1 } }) }), '/States/A/Assign/a-b'],
  [
    'a variable of an outer workflow',
    machine({
      A: {
        Type: 'Parallel',
        Assign: { v: 1 },
        Branches: [{ StartAt: 'B', States: { B: pass({ Assign: { v: 2 } }) } }],
        End: true,
      },
    }),
    '/States/A/Branches[0]/States/B/Assign/v',
  ],
];

test.each(refused)('%s is refused', (_, text, expected) => {
  expect(found(text).join('\n')).toContain(expected);
});

const accepted: [string, string][] = [
  ['a Pass', machine({ A: pass() }, { Comment: 'c', Version: '1.0', TimeoutSeconds: 5 })],
  [
    'every resource',
    machine({
      A: { Type: 'Task', Resource: lambda, Next: 'B' },
      B: { Type: 'Task', Resource: `${lambda}.waitForTaskToken`, Next: 'C' },
      C: { Type: 'Task', Resource: 'arn:aws:states:::events:putEvents', Next: 'D' },
      D: { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution', End: true },
    }),
  ],
  [
    '$states.errorOutput in a catcher',
    machine({
      A: {
        Type: 'Task',
        Resource: lambda,
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B', Output: '{% $states.errorOutput.Error %}' }],
        End: true,
      },
      B: pass(),
    }),
  ],
  [
    'names behind a first step',
    machine({ A: pass({ Output: '{% $states.input.items[price > 3]^(>price).{ "id": id } %}' }) }),
  ],
  [
    'functions over the items of a list',
    machine({ A: pass({ Output: '{% $map($states.input, function($v) { $v.id }) ~> $join(",") %}' }) }),
  ],
  ['plain text with braces', machine({ A: pass({ Output: 'a {% b %} c' }) })],
  [
    'one variable name in two branches',
    machine({
      A: {
        Type: 'Parallel',
        Branches: ['B', 'C'].map((name) => ({ StartAt: name, States: { [name]: pass({ Assign: { v: 1 } }) } })),
        End: true,
      },
    }),
  ],
  [
    'a loop with a way out',
    machine({ A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'A' }], Default: 'B' }, B: pass() }),
  ],
];

test.each(accepted)('%s is accepted', (_, text) => {
  expect(found(text)).toEqual([]);
});

test.each([1_000, 5_000, 200_000])('text and expressions that nest %i levels deep are refused', (levels) => {
  const nested = `${'['.repeat(levels)}${']'.repeat(levels)}`;
  expect(found(`{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":${nested}}}`).join()).toContain(
    'levels of nesting',
  );
  const expression = `${'('.repeat(levels * 5)}1`;
  expect(found(machine({ A: pass({ Output: `{% ${expression} %}` }) })).join()).toContain('INVALID_JSONATA_EXPRESSION');
});

test('everything that is wrong is told at once', () => {
  const problems = found(
    machine({ A: { Type: 'Pass', Next: 'X', Output: '{% ( %}' }, B: { Type: 'Pass', Next: 'Y' } }),
  );
  expect(problems).toHaveLength(4);
});
