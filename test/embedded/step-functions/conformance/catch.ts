import { errorHandling, recordedHistory, statesLanguage } from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { pass, startingAtFirst, task } from './play/states.ts';

const fallback = errorHandling('Fallback states');
const output = statesLanguage('JSONata Catchers');
const _errorOutput = statesLanguage('Error output');

const declined = { fails: 'Declined', message: 'no funds' } as const;
const declinedCause = '{"errorType":"Declined","errorMessage":"no funds","trace":[]}';

/** A Task with catchers, and the state that each of them may lead to. */
function catching(catchers: readonly object[], fields: object = {}, caught: object = {}): object {
  const Catch = catchers.map((catcher) => ({ Next: 'B', ...catcher }));
  return startingAtFirst({ A: task({ Catch, ...fields }), B: pass(caught) });
}

export const catchCases: readonly ConformanceCase[] = [
  {
    name: 'a catcher without Output returns the error output',
    source: output,
    says: 'Without Output, the state returns the error output, an object with Error and Cause.',
    definition: catching([{ ErrorEquals: ['States.ALL'] }]),
    input: { order: 1 },
    tasks: [declined],
    expect: { status: 'SUCCEEDED', output: { Error: 'Declined', Cause: declinedCause }, path: ['A', 'B'] },
  },
  {
    name: 'the Output of a catcher reads the error and the input of the state',
    source: output,
    says: 'The Output of a catcher may read $states.input, $states.errorOutput and $states.context.',
    definition: catching([
      {
        ErrorEquals: ['Declined'],
        Output: {
          error: '{% $states.errorOutput.Error %}',
          why: '{% $parse($states.errorOutput.Cause).errorMessage %}',
          input: '{% $states.input %}',
          state: '{% $states.context.State.Name %}',
        },
      },
    ]),
    input: { order: 1 },
    tasks: [declined],
    expect: {
      status: 'SUCCEEDED',
      output: { error: 'Declined', why: 'no funds', input: { order: 1 }, state: 'A' },
    },
  },
  {
    name: 'the first catcher that matches decides',
    source: fallback,
    says: 'Catchers are scanned in order.',
    definition: catching([
      { ErrorEquals: ['Other'], Output: 'first' },
      { ErrorEquals: ['Failed', 'Declined'], Output: 'second' },
      { ErrorEquals: ['States.ALL'], Output: 'third' },
    ]),
    tasks: [declined],
    expect: { status: 'SUCCEEDED', output: 'second' },
  },
  {
    name: 'an error without a matching catcher fails the execution',
    source: errorHandling('introduction'),
    says: 'A state that reports an error fails the whole execution unless the error is handled.',
    definition: catching([{ ErrorEquals: ['Other'] }]),
    tasks: [declined],
    expect: { status: 'FAILED', error: 'Declined', cause: declinedCause, path: ['A'] },
  },
  {
    name: 'catchers apply after the retriers are exhausted',
    source: fallback,
    says: 'With both fields the retriers are used first; a catcher applies when they fail to resolve the error.',
    definition: catching([{ ErrorEquals: ['Declined'] }], { Retry: [{ ErrorEquals: ['Declined'], MaxAttempts: 2 }] }),
    tasks: [declined],
    expect: { status: 'SUCCEEDED', path: ['A', 'B'], calls: 3 },
  },
  {
    name: 'the result does not exist in a catcher',
    source: statesLanguage('Reserved "states" Variable with JSONata'),
    says: '$states.result is for the top-level Output and Assign of a state.',
    definition: catching([{ ErrorEquals: ['States.ALL'], Output: '{% $states.result %}' }]),
    expect: { status: 'REJECTED', reason: "Reference to '$states.result' is not supported" },
  },
  {
    name: 'the error does not exist outside of a catcher',
    source: statesLanguage('Reserved "states" Variable with JSONata'),
    says: '$states.errorOutput is for the Output and Assign of a catcher.',
    definition: catching([{ ErrorEquals: ['States.ALL'] }], {}, { Output: '{% $states.errorOutput.Error %}' }),
    expect: { status: 'REJECTED', reason: "Reference to '$states.errorOutput' is not supported outside of Catch" },
  },
  {
    name: 'an expression that fails in a catcher fails the state',
    source: statesLanguage('JSONata Runtime Errors'),
    says: 'A failed evaluation throws States.QueryEvaluationError.',
    undocumented:
      'AWS does not document whether other catchers of the state can catch an error in a catcher; here none can.',
    definition: catching([
      { ErrorEquals: ['Declined'], Output: '{% $states.errorOutput.None %}' },
      { ErrorEquals: ['States.ALL'] },
    ]),
    tasks: [declined],
    expect: {
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: /specified for the field 'Catch\[0\]\/Output' returned nothing \(undefined\)\.$/,
      path: ['A'],
    },
  },
  {
    name: 'the Cause of a timeout is an empty string',
    source: recordedHistory('error_handling/test_task_service_lambda'),
    says: 'The error output of a timeout has an empty Cause.',
    undocumented: 'The language only says that an error output should have a Cause.',
    definition: catching([{ ErrorEquals: ['States.Timeout'] }], { TimeoutSeconds: 1 }),
    tasks: [{ hangs: true }],
    expect: { status: 'SUCCEEDED', output: { Error: 'States.Timeout', Cause: '' } },
  },
  {
    name: 'States.ALL next to another name is rejected',
    source: fallback,
    says: 'States.ALL must be the only name of its ErrorEquals.',
    definition: catching([{ ErrorEquals: ['States.ALL', 'Declined'] }]),
    expect: { status: 'REJECTED', reason: '/States/A/Catch[0]/ErrorEquals' },
  },
  {
    name: 'States.ALL before another catcher is rejected',
    source: fallback,
    says: 'States.ALL must be in the last catcher.',
    definition: catching([{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['Declined'] }]),
    expect: { status: 'REJECTED', reason: '/States/A/Catch[0]/ErrorEquals' },
  },
  {
    name: 'a catcher whose Next names no state is rejected',
    source: fallback,
    says: 'The Next of a catcher is the name of a state.',
    definition: catching([{ ErrorEquals: ['Declined'], Next: 'C' }, { ErrorEquals: ['States.ALL'] }]),
    expect: { status: 'REJECTED', reason: "Missing 'Next' target: C at /States/A/Catch[0]/Next" },
  },
];
