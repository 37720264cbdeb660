import {
  errorHandling,
  failState,
  machineStructure,
  passState,
  recordedHistory,
  statesLanguage,
  succeedState,
} from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { map, only, pass, startingAtFirst } from './play/states.ts';

const data = statesLanguage('Data');
const failing = statesLanguage('JSONata Fail State');
const fail = (fields: object): object => only({ Type: 'Fail', ...fields });

export const simpleStateCases: readonly ConformanceCase[] = [
  {
    name: 'a Pass without Output passes its input on',
    source: statesLanguage('JSONata Pass State'),
    says: 'Without Output a Pass copies its input to its output.',
    definition: only(pass()),
    input: { a: [1, null] },
    expect: {
      status: 'SUCCEEDED',
      output: { a: [1, null] },
      history: ['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded'],
    },
  },
  {
    name: 'the Output of a Pass may be any JSON value',
    source: passState('Output'),
    says: 'Output can be an object, a list, a string, a number, a boolean or null.',
    definition: startingAtFirst({
      A: pass({ Output: false, Next: 'B' }),
      B: pass({ Output: [null, '{% $states.input %}'] }),
    }),
    expect: { status: 'SUCCEEDED', output: [null, false] },
  },
  {
    name: 'the default input of an execution is an empty object',
    source: data,
    says: 'Without an input, the input is {}.',
    definition: only(pass()),
    expect: { status: 'SUCCEEDED', output: {} },
  },
  {
    name: 'a string, a number or null is a valid input',
    source: data,
    says: 'Strings, booleans and numbers on their own are valid JSON texts.',
    definition: only(pass()),
    input: 'text',
    expect: { status: 'SUCCEEDED', output: 'text' },
  },
  {
    name: 'the output of a state is the input of the next',
    source: data,
    says: 'The output of a state is the input of the next, and the last output is that of the state machine.',
    definition: startingAtFirst({
      A: pass({ Output: '{% $states.input + 1 %}', Next: 'B' }),
      B: pass({ Output: '{% $states.input * 10 %}' }),
    }),
    input: 1,
    expect: { status: 'SUCCEEDED', output: 20, path: ['A', 'B'] },
  },
  {
    name: 'a Result in a Pass is rejected',
    source: passState('Result'),
    says: 'Result is for JSONPath only.',
    definition: only(pass({ Result: 1 })),
    expect: { status: 'REJECTED', reason: 'Unrecognized key: "Result"' },
  },
  {
    name: 'a Succeed ends the execution with its input',
    source: statesLanguage('Succeed State'),
    says: 'Without Output a Succeed copies its input to its output.',
    definition: only({ Type: 'Succeed' }),
    input: [1],
    expect: {
      status: 'SUCCEEDED',
      output: [1],
      history: ['ExecutionStarted', 'SucceedStateEntered', 'SucceedStateExited', 'ExecutionSucceeded'],
    },
  },
  {
    name: 'a Succeed ends the execution with its Output',
    source: succeedState('Output'),
    says: 'Output replaces the output of the state.',
    definition: only({ Type: 'Succeed', Output: { ok: '{% 1 = 1 %}' } }),
    expect: { status: 'SUCCEEDED', output: { ok: true } },
  },
  {
    name: 'a Succeed in an iteration ends that iteration only',
    source: succeedState('introduction'),
    says: 'A Succeed ends the machine, or a branch of a Parallel, or an iteration of a Map.',
    definition: startingAtFirst({
      A: map({ Type: 'Succeed', Output: 1 }, { Next: 'B' }),
      B: pass(),
    }),
    input: [0],
    expect: { status: 'SUCCEEDED', output: [1], path: ['A', 'I', 'B'] },
  },
  {
    name: 'a Succeed with Next is rejected',
    source: succeedState('introduction'),
    says: 'A Succeed is terminal and has no Next.',
    definition: startingAtFirst({ A: { Type: 'Succeed', Next: 'B' }, B: pass() }),
    expect: { status: 'REJECTED', reason: 'Unrecognized key: "Next" at /States/A' },
  },
  {
    name: 'a Fail ends the execution with its Error and Cause',
    source: failState('Fail state definition examples'),
    says: 'Error and Cause can be strings.',
    definition: fail({ Error: 'ErrorA', Cause: 'Invalid response.' }),
    expect: {
      status: 'FAILED',
      error: 'ErrorA',
      cause: 'Invalid response.',
      history: [
        'ExecutionStarted',
        'FailStateEntered',
        {
          type: 'ExecutionFailed',
          previousEventId: 2,
          details: { error: 'ErrorA', cause: 'Invalid response.' },
        },
      ],
    },
  },
  {
    name: 'Error and Cause of a Fail may be expressions',
    source: failing,
    says: 'Both accept expressions that return a string.',
    definition: fail({ Error: '{% "E" & $string($states.input.n) %}', Cause: '{% $states.input.why %}' }),
    input: { n: 7, why: 'because' },
    expect: { status: 'FAILED', error: 'E7', cause: 'because' },
  },
  {
    name: 'Error and Cause of a Fail are optional',
    source: recordedHistory('outputdecl/test_output'),
    says: 'Both are optional, and the ended execution lacks those that are omitted.',
    undocumented: 'The guide says that the fields are optional, but not what the execution shows without them.',
    definition: fail({}),
    expect: { status: 'FAILED', error: undefined, cause: undefined },
  },
  {
    name: 'a Cause that is not a string fails with States.QueryEvaluationError',
    source: failing,
    says: 'Error and Cause must evaluate to strings.',
    definition: fail({ Error: 'E', Cause: '{% 1 %}' }),
    expect: { status: 'FAILED', error: 'States.QueryEvaluationError', cause: /'Cause' expects a string/ },
  },
  {
    name: 'a catcher of a Map matches the Error of a Fail in an iteration',
    source: failState('Error'),
    says: 'Retry and Catch match on the Error of a Fail.',
    definition: startingAtFirst({
      A: map({ Type: 'Fail', Error: 'Broken', Cause: 'why' }, { Catch: [{ ErrorEquals: ['Broken'], Next: 'B' }] }),
      B: pass(),
    }),
    input: [0],
    expect: { status: 'SUCCEEDED', output: { Error: 'Broken', Cause: 'why' } },
  },
  {
    name: 'a Fail with Output is rejected',
    source: failState('introduction'),
    says: 'A Fail has only two of the common fields: Type and Comment.',
    definition: fail({ Output: 1 }),
    expect: { status: 'REJECTED', reason: 'Unrecognized key: "Output" at /States/A' },
  },
  {
    name: 'a Fail with ErrorPath is rejected',
    source: failState('ErrorPath'),
    says: 'ErrorPath is for JSONPath only.',
    definition: fail({ ErrorPath: '$.Error' }),
    expect: { status: 'REJECTED', reason: 'Unrecognized key: "ErrorPath"' },
  },
  {
    name: 'a Pass with Catch is rejected',
    source: errorHandling('Fallback states'),
    says: 'Task, Map and Parallel may have Catch.',
    definition: startingAtFirst({ A: pass({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] }), B: pass() }),
    expect: { status: 'REJECTED', reason: 'Unrecognized key: "Catch" at /States/A' },
  },
  {
    name: 'comments have no effect',
    source: machineStructure('Common state fields in workflows'),
    says: 'The machine and every state may have a Comment.',
    definition: only(pass({ Comment: 'a state' }), { Comment: 'a machine', Version: '1.0' }),
    expect: { status: 'SUCCEEDED', output: {} },
  },
];
