import { statesLanguage, waitState } from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { only } from './play/states.ts';

const seconds = waitState('Seconds');
const wait = (fields: object): object => only({ Type: 'Wait', End: true, ...fields });

export const waitCases: readonly ConformanceCase[] = [
  {
    name: 'a Wait passes its input on after its seconds',
    source: statesLanguage('JSONata Wait State'),
    says: 'Without Output the input passes through.',
    definition: wait({ Seconds: 2 }),
    input: { a: 1 },
    expect: {
      status: 'SUCCEEDED',
      output: { a: 1 },
      history: ['ExecutionStarted', 'WaitStateEntered', 'WaitStateExited', 'ExecutionSucceeded'],
    },
  },
  {
    name: 'the seconds may be an expression, and Output is evaluated after the wait',
    source: seconds,
    says: 'Seconds accepts an expression that returns an integer from 0 to 99999999.',
    definition: wait({ Seconds: '{% $states.input.s %}', Output: '{% $states.input.s + 1 %}' }),
    input: { s: 1 },
    expect: { status: 'SUCCEEDED', output: 2 },
  },
  {
    name: 'a Wait of zero seconds ends at once',
    source: seconds,
    says: 'The minimum is 0.',
    definition: wait({ Seconds: 0 }),
    timeScale: 1,
    expect: { status: 'SUCCEEDED' },
  },
  {
    name: 'seconds that are not a number fail the execution',
    source: statesLanguage('JSONata Wait State'),
    says: 'The expression must return a non-negative integer.',
    definition: wait({ Seconds: '{% "soon" %}' }),
    expect: { status: 'FAILED', error: 'States.QueryEvaluationError', cause: /'Seconds' expects an integer/ },
  },
  {
    name: 'negative seconds fail the execution',
    source: statesLanguage('JSONata Wait State'),
    says: 'The expression must return a non-negative integer.',
    definition: wait({ Seconds: '{% -1 %}' }),
    expect: { status: 'FAILED', error: 'States.QueryEvaluationError' },
  },
  {
    name: 'a fraction of a second fails the execution',
    source: statesLanguage('JSONata Wait State'),
    says: 'The expression must return a non-negative integer.',
    definition: wait({ Seconds: '{% 0.5 %}' }),
    expect: { status: 'FAILED', error: 'States.QueryEvaluationError' },
  },
  {
    name: 'a Wait without Seconds is rejected',
    source: statesLanguage('JSONata Wait State'),
    says: 'Exactly one of Seconds and Timestamp is required.',
    definition: wait({}),
    expect: {
      status: 'REJECTED',
      reason: 'Expected an integer from 0 to 99999999, or a JSONata expression at /States/A/Seconds',
    },
  },
  {
    name: 'seconds below 0 are rejected',
    source: seconds,
    says: 'Seconds is an integer from 0 to 99999999.',
    definition: wait({ Seconds: -1 }),
    expect: { status: 'REJECTED', reason: '/States/A/Seconds' },
  },
  {
    name: 'SecondsPath is rejected',
    source: waitState('SecondsPath'),
    says: 'SecondsPath is for JSONPath only.',
    definition: wait({ SecondsPath: '$.s' }),
    expect: { status: 'REJECTED', reason: 'Unrecognized key: "SecondsPath"' },
  },
];
