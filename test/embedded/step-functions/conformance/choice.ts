import { choiceState, statesLanguage } from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { pass, startingAtFirst } from './play/states.ts';

const rules = choiceState('Choice Rules (JSONata)');
const assign = choiceState('Using Assign with Choice states');
const jsonata = statesLanguage('JSONata Choice Rules');

/** A Choice with a state for each target that shows its input and what was assigned. */
function choosing(Choices: readonly object[], fields: object = {}): object {
  const shown = { in: '{% $states.input %}', v: '{% $exists($v) ? $v : null %}' };
  return startingAtFirst({
    A: { Type: 'Choice', Choices, ...fields },
    B: pass({ Output: { at: 'B', ...shown } }),
    C: pass({ Output: { at: 'C', ...shown } }),
  });
}

export const choiceCases: readonly ConformanceCase[] = [
  {
    name: 'the first rule whose Condition is true decides',
    source: jsonata,
    says: 'Rules are looked through in their order, and the first true Condition decides.',
    definition: choosing([
      { Condition: '{% $states.input > 10 %}', Next: 'B' },
      { Condition: '{% $states.input > 1 %}', Next: 'C' },
      { Condition: true, Next: 'B' },
    ]),
    input: 5,
    expect: {
      status: 'SUCCEEDED',
      output: { at: 'C', in: 5, v: null },
      history: [
        'ExecutionStarted',
        'ChoiceStateEntered',
        'ChoiceStateExited',
        'PassStateEntered',
        'PassStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
  {
    name: 'the rule that decides brings its own Assign and Output',
    source: assign,
    says: 'When a rule matches, only its Assign is evaluated and not that of the state.',
    definition: choosing([{ Condition: true, Next: 'B', Assign: { v: 'rule' }, Output: 'picked' }], {
      Default: 'C',
      Assign: { v: 'default' },
      Output: 'state',
    }),
    expect: { status: 'SUCCEEDED', output: { at: 'B', in: 'picked', v: 'rule' } },
  },
  {
    name: 'a rule without Assign and Output assigns nothing and hands the input on',
    source: assign,
    says: 'The Assign of the state is for Default only; without Output the input passes through.',
    definition: choosing([{ Condition: true, Next: 'B' }], { Default: 'C', Assign: { v: 'default' }, Output: 'state' }),
    input: 1,
    expect: { status: 'SUCCEEDED', output: { at: 'B', in: 1, v: null } },
  },
  {
    name: 'without a true rule the Choice goes to Default, with the Assign and Output of the state',
    source: assign,
    says: 'The top-level Assign is evaluated when no rule matches and Default is taken.',
    definition: choosing([{ Condition: false, Next: 'B' }], {
      Default: 'C',
      Assign: { v: 'default' },
      Output: 'state',
    }),
    expect: { status: 'SUCCEEDED', output: { at: 'C', in: 'state', v: 'default' } },
  },
  {
    name: 'without a true rule and without Default the execution fails',
    source: choiceState('Default'),
    says: 'The state machine throws an error because it fails to transition out of the state.',
    undocumented:
      'The guide gives the error no name and the language calls it States.NoChoiceMatched; authors of other interpreters, who compared theirs with AWS, report States.Runtime with this cause.',
    definition: startingAtFirst({
      A: { Type: 'Choice', Choices: [{ Condition: false, Next: 'B' }] },
      B: pass(),
    }),
    expect: {
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'A' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
      path: ['A'],
    },
  },
  {
    name: 'a Condition that gives no boolean fails the execution',
    source: jsonata,
    says: 'The expression of a Condition must give a boolean.',
    definition: choosing([{ Condition: '{% "yes" %}', Next: 'B' }], { Default: 'C' }),
    expect: {
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: /'Choices\[0\]\/Condition' expects a boolean/,
    },
  },
  {
    name: 'the rules behind the one that decides are not evaluated',
    source: jsonata,
    says: 'The first rule that evaluates to true is chosen.',
    definition: choosing(
      [
        { Condition: true, Next: 'B' },
        { Condition: '{% $states.input.missing %}', Next: 'C' },
      ],
      { Default: 'C' },
    ),
    input: {},
    expect: { status: 'SUCCEEDED', path: ['A', 'B'] },
  },
  {
    name: 'a Choice without rules is refused',
    source: choiceState('Choices'),
    says: 'At least one rule is required.',
    definition: startingAtFirst({ A: { Type: 'Choice', Choices: [], Default: 'B' }, B: pass() }),
    expect: { status: 'REFUSED', reason: '/States/A/Choices' },
  },
  {
    name: 'a Choice with End is refused',
    source: choiceState('Important'),
    says: 'Choice does not support End, and has Next in its rules only.',
    definition: choosing([{ Condition: true, Next: 'B' }], { Default: 'C', End: true }),
    expect: { status: 'REFUSED', reason: 'Unrecognized key: "End" at /States/A' },
  },
  {
    name: 'a rule in JSONPath is refused',
    source: choiceState('Choice Rules (JSONPath)'),
    says: 'Variable and the comparisons are for JSONPath, Condition is for JSONata.',
    definition: choosing([{ Variable: '$.a', NumericEquals: 1, Next: 'B' }], { Default: 'C' }),
    expect: { status: 'REFUSED', reason: '/States/A/Choices[0]' },
  },
  {
    name: 'a rule that leads nowhere is refused',
    source: rules,
    says: 'The Next of a rule is the name of a state.',
    definition: choosing(
      [
        { Condition: true, Next: 'D' },
        { Condition: true, Next: 'B' },
      ],
      { Default: 'C' },
    ),
    expect: { status: 'REFUSED', reason: '/States/A/Choices[0]/Next' },
  },
];
