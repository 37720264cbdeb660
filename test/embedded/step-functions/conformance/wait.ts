import { statesLanguage, waitState } from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { only } from './play/states.ts';

const seconds = waitState('Seconds');
const timestamp = waitState('Timestamp');
const wait = (fields: object): object => only({ Type: 'Wait', End: true, ...fields });

export const waitCases: readonly ConformanceCase[] = [
  {
    name: 'a Wait hands its input on when its seconds have passed',
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
    says: 'Seconds takes an expression for a whole number from 0 to 99999999.',
    definition: wait({ Seconds: '{% $states.input.s %}', Output: '{% $states.input.s + 1 %}' }),
    input: { s: 1 },
    expect: { status: 'SUCCEEDED', output: 2 },
  },
  {
    name: 'a Wait of no seconds ends at once',
    source: seconds,
    says: 'The least time is 0.',
    definition: wait({ Seconds: 0 }),
    timeScale: 1,
    expect: { status: 'SUCCEEDED' },
  },
  {
    name: 'seconds that are no number fail the execution',
    source: statesLanguage('JSONata Wait State'),
    says: 'The expression must give a non-negative whole number.',
    definition: wait({ Seconds: '{% "soon" %}' }),
    expect: { status: 'FAILED', error: 'States.QueryEvaluationError', cause: /'Seconds' expects an integer/ },
  },
  {
    name: 'negative seconds fail the execution',
    source: statesLanguage('JSONata Wait State'),
    says: 'The expression must give a non-negative whole number.',
    definition: wait({ Seconds: '{% -1 %}' }),
    expect: { status: 'FAILED', error: 'States.QueryEvaluationError' },
  },
  {
    name: 'a part of a second fails the execution',
    source: statesLanguage('JSONata Wait State'),
    says: 'The expression must give a non-negative whole number.',
    definition: wait({ Seconds: '{% 0.5 %}' }),
    expect: { status: 'FAILED', error: 'States.QueryEvaluationError' },
  },
  {
    name: 'a moment that has passed is not waited for',
    source: timestamp,
    says: 'Timestamp is the moment at which the wait ends.',
    definition: wait({ Timestamp: '2020-01-01T00:00:00Z', Output: 'done' }),
    timeScale: 1,
    expect: { status: 'SUCCEEDED', output: 'done' },
  },
  {
    name: 'of a moment only the whole seconds count',
    source: waitState('Note on Timestamp'),
    says: 'Milliseconds of a timestamp are cut off.',
    // At this pace the last millisecond of the running second would be up to a quarter of an hour away.
    definition: wait({ Timestamp: "{% $substringBefore($now(), '.') & '.999Z' %}" }),
    timeScale: 0.001,
    expect: { status: 'SUCCEEDED' },
  },
  {
    name: 'a moment may carry the offset of a time zone',
    source: statesLanguage('Timestamps'),
    says: 'Timestamps follow RFC 3339, with an offset or an uppercase Z.',
    definition: wait({ Timestamp: '{% $states.input %}' }),
    input: '2020-01-01T00:00:00+02:00',
    expect: { status: 'SUCCEEDED' },
  },
  {
    name: 'a timestamp with a lowercase t or z fails the execution',
    source: timestamp,
    says: 'The T and the Z must be uppercase.',
    definition: wait({ Timestamp: '{% $states.input %}' }),
    input: '2020-01-01t00:00:00z',
    expect: {
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: /'Timestamp' expects an ISO 8601 timestamp/,
    },
  },
  {
    name: 'a moment that no calendar has fails the execution',
    source: timestamp,
    says: 'Timestamps follow RFC 3339.',
    definition: wait({ Timestamp: '{% "2020-13-01T00:00:00Z" %}' }),
    expect: { status: 'FAILED', error: 'States.QueryEvaluationError' },
  },
  {
    name: 'a Wait for nothing is refused',
    source: statesLanguage('JSONata Wait State'),
    says: 'Exactly one of Seconds and Timestamp is required.',
    definition: wait({}),
    expect: { status: 'REFUSED', reason: 'Expected either Seconds or Timestamp, found neither at /States/A' },
  },
  {
    name: 'a Wait for two things is refused',
    source: statesLanguage('JSONata Wait State'),
    says: 'Exactly one of Seconds and Timestamp is required.',
    definition: wait({ Seconds: 1, Timestamp: '2020-01-01T00:00:00Z' }),
    expect: { status: 'REFUSED', reason: 'Expected either Seconds or Timestamp, found both at /States/A' },
  },
  {
    name: 'seconds below 0 are refused',
    source: seconds,
    says: 'Seconds is a whole number from 0 to 99999999.',
    definition: wait({ Seconds: -1 }),
    expect: { status: 'REFUSED', reason: '/States/A/Seconds' },
  },
  {
    name: 'a Timestamp that is none is refused',
    source: timestamp,
    says: 'Timestamps follow RFC 3339.',
    definition: wait({ Timestamp: 'soon' }),
    expect: { status: 'REFUSED', reason: '/States/A/Timestamp' },
  },
  {
    name: 'SecondsPath is refused',
    source: waitState('SecondsPath'),
    says: 'SecondsPath is for JSONPath only.',
    definition: wait({ SecondsPath: '$.s' }),
    expect: { status: 'REFUSED', reason: 'Unrecognized key: "SecondsPath"' },
  },
];
