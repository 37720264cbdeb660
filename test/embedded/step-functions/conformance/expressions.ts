import { apiReference, statesLanguage, transformingData } from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { map, only, pass, startingAtFirst, task } from './play/states.ts';

const writing = transformingData('Writing JSONata expressions in JSON strings');
const errors = transformingData('Handling expression errors');
const states = transformingData('Reserved variable: $states');
const restrictions = statesLanguage('JSONata Restrictions');
const evaluationError = 'States.QueryEvaluationError';

/** A field of a Pass that no other case uses. */
const output = (Output: unknown): object => only(pass({ Output }));

export const expressionCases: readonly ConformanceCase[] = [
  {
    name: 'every expression is replaced by its value, even deep inside objects and lists',
    source: writing,
    says: 'A string within a value, an object or a list is evaluated if it is wrapped in {% %}; everything else is kept.',
    definition: output({
      a: ['{% $states.input.n * 2 %}', { b: 'plain' }],
      c: null,
      d: ' {% 1 %} ',
      e: '$states.input',
    }),
    input: { n: 4 },
    expect: {
      status: 'SUCCEEDED',
      output: { a: [8, { b: 'plain' }], c: null, d: ' {% 1 %} ', e: '$states.input' },
    },
  },
  {
    name: 'an expression may be the whole value',
    source: transformingData('Arguments and Output fields'),
    says: 'Output can be a single expression.',
    definition: output("{% {'total': $sum($states.input)} %}"),
    input: [1, 2],
    expect: { status: 'SUCCEEDED', output: { total: 3 } },
  },
  {
    name: 'an expression without a result fails with States.QueryEvaluationError',
    source: errors,
    says: 'JSON has no undefined, so an expression without a result is an error.',
    definition: output({ x: '{% $states.input.missing %}' }),
    input: {},
    expect: {
      status: 'FAILED',
      error: evaluationError,
      cause:
        "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$states.input.missing' specified for the field 'Output/x' returned nothing (undefined).",
    },
  },
  {
    name: 'a type error fails with States.QueryEvaluationError',
    source: errors,
    says: 'An expression like $x + $y fails if one of them is not a number.',
    definition: output('{% $states.input.x + 1 %}'),
    input: { x: 'one' },
    expect: { status: 'FAILED', error: evaluationError, cause: /threw an error during evaluation\. T2001/ },
  },
  {
    name: 'the history shows a failed evaluation with its location',
    source: apiReference('EvaluationFailedEventDetails')('Contents'),
    says: 'EvaluationFailed has the state, the field as location, the error and the cause.',
    definition: output({ x: '{% $states.input.missing %}' }),
    input: {},
    expect: {
      status: 'FAILED',
      history: [
        'ExecutionStarted',
        'PassStateEntered',
        {
          type: 'EvaluationFailed',
          previousEventId: 2,
          details: {
            state: 'A',
            location: 'Output/x',
            error: evaluationError,
            cause:
              "The JSONata expression '$states.input.missing' specified for the field 'Output/x' returned nothing (undefined).",
          },
        },
        'ExecutionFailed',
      ],
    },
  },
  {
    name: 'a timeout that is not a number fails the state before its call',
    source: errors,
    says: 'TimeoutSeconds needs a number: an expression that returns a string fails.',
    definition: only(task({ TimeoutSeconds: '{% "soon" %}' })),
    expect: { status: 'FAILED', error: evaluationError, calls: 0 },
  },
  {
    name: 'a timeout out of range fails the state',
    source: errors,
    says: 'A negative number fails in TimeoutSeconds.',
    definition: only(task({ TimeoutSeconds: '{% -1 %}' })),
    expect: { status: 'FAILED', error: evaluationError, calls: 0 },
  },
  {
    name: 'a Task can retry a failed evaluation and then catch it',
    source: errors,
    says: 'Task, Map and Parallel may retry and catch States.QueryEvaluationError.',
    definition: startingAtFirst({
      A: task({
        Output: '{% $states.result.Payload.missing %}',
        Retry: [{ ErrorEquals: [evaluationError], MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: [evaluationError], Next: 'B' }],
      }),
      B: pass(),
    }),
    expect: {
      status: 'SUCCEEDED',
      calls: 2,
      output: {
        Error: evaluationError,
        Cause:
          "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$states.result.Payload.missing' specified for the field 'Output' returned nothing (undefined).",
      },
    },
  },
  {
    name: 'a Map can catch a failed evaluation of its own',
    source: errors,
    says: 'Task, Map and Parallel may retry and catch States.QueryEvaluationError.',
    definition: startingAtFirst({
      A: map(pass(), {
        ItemSelector: '{% $states.context.Map.Item.Value.missing %}',
        Catch: [{ ErrorEquals: [evaluationError], Next: 'B' }],
      }),
      B: pass({ Output: 'caught' }),
    }),
    input: [{}],
    expect: { status: 'SUCCEEDED', output: 'caught' },
  },
  {
    name: 'the input is always that of state entry',
    source: states,
    says: '$states.input is always the original input of the state, even when there is a result.',
    definition: only(task({ Output: { in: '{% $states.input %}', result: '{% $states.result.Payload %}' } })),
    input: 1,
    tasks: [{ gives: 2 }],
    expect: { status: 'SUCCEEDED', output: { in: 1, result: 2 } },
  },
  {
    name: 'the result in the Output of a Pass is rejected',
    source: states,
    says: 'Reading $states.result where it does not exist is detected when the state machine is created.',
    definition: output('{% $states.result %}'),
    expect: { status: 'REJECTED', reason: "Reference to '$states.result' is not supported" },
  },
  {
    name: 'the result in the Arguments of a Task is rejected',
    source: statesLanguage('Using Arguments and Output'),
    says: 'Arguments can read the input and the context, but neither a result nor an error.',
    definition: only(task({ Arguments: { FunctionName: 'f', Payload: '{% $states.result %}' } })),
    expect: { status: 'REJECTED', reason: '/States/A/Arguments/Payload' },
  },
  {
    name: 'the error in the Output of a Task is rejected',
    source: states,
    says: '$states.errorOutput exists in the Assign and Output of a catcher.',
    definition: only(task({ Output: '{% $states.errorOutput.Error %}' })),
    expect: { status: 'REJECTED', reason: "Reference to '$states.errorOutput' is not supported outside of Catch" },
  },
  {
    name: 'a name at the top level is rejected',
    source: restrictions,
    says: 'There is no input document, so an expression cannot start with a bare name.',
    definition: output('{% order.id %}'),
    expect: { status: 'REJECTED', reason: "Reference to 'order' at the top level is not supported" },
  },
  {
    name: '$ at the top level is rejected',
    source: restrictions,
    says: 'There is no input document that $ could refer to.',
    definition: output('{% $.total %}'),
    expect: { status: 'REJECTED', reason: "Reference to '$' at the top level is not supported" },
  },
  {
    name: '$$ is rejected everywhere',
    source: restrictions,
    says: '$$ always means the input document, which does not exist.',
    definition: output('{% $states.input[$$.x] %}'),
    expect: { status: 'REJECTED', reason: "Reference to '$$' is not supported" },
  },
  {
    name: 'names and $ after a first step are accepted',
    source: restrictions,
    says: 'Inside a step, names and $ refer to the current value.',
    definition: output({
      a: '{% $states.input.order[total > 10].id %}',
      b: '{% $states.input.order[$.total < 10].id %}',
    }),
    input: {
      order: [
        { id: 1, total: 5 },
        { id: 2, total: 50 },
      ],
    },
    expect: { status: 'SUCCEEDED', output: { a: 2, b: 1 } },
  },
  {
    name: 'an expression that does not end is rejected',
    source: writing,
    says: 'A wrongly opened or closed expression is a validation error.',
    definition: output('{% 1'),
    expect: { status: 'REJECTED', reason: 'INVALID_JSONATA_EXPRESSION' },
  },
  {
    name: '$eval does not exist',
    source: transformingData('JSONata functions provided by Step Functions'),
    says: 'All functions of JSONata are available except $eval.',
    definition: output("{% $eval('1') %}"),
    expect: { status: 'FAILED', error: evaluationError, cause: /T1006/ },
  },
];
