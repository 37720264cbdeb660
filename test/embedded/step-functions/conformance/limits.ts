import { errorHandling, recordedHistory, serviceQuotas, statesLanguage } from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { map, only, pass, startingAtFirst, task } from './play/states.ts';

const exceeded = errorHandling('States.DataLimitExceeded');
const tasks = serviceQuotas('Quotas related to task executions');
const error = 'States.DataLimitExceeded';

/** An expression for a text whose JSON, quotes included, has this many bytes. */
const textOf = (bytes: number): string => `{% $pad("", ${bytes - 2}, "x") %}`;
const most = 262_144;

export const limitCases: readonly ConformanceCase[] = [
  {
    name: 'an output of 256 KiB fits',
    source: tasks,
    says: 'The input and output of a task, state or execution can have at most 256 KiB.',
    definition: only(pass({ Output: textOf(most) })),
    expect: { status: 'SUCCEEDED' },
  },
  {
    name: 'an output over 256 KiB fails with States.DataLimitExceeded',
    source: exceeded,
    says: 'The error is reported when the output of a state exceeds the quota.',
    definition: only(pass({ Output: textOf(most + 1) })),
    expect: { status: 'FAILED', error, cause: /with a size exceeding the maximum number of bytes service limit\.$/ },
  },
  {
    name: 'the size is measured in bytes of UTF-8',
    source: tasks,
    says: 'The quota applies to the data in UTF-8.',
    definition: only(pass({ Output: `{% $pad("", ${most / 2}, "é") %}` })),
    expect: { status: 'FAILED', error },
  },
  {
    name: 'a result that is too large fails the Task, and the history says so',
    source: recordedHistory('error_handling/test_states_errors'),
    says: 'TaskFailed has the error States.DataLimitExceeded, and a cause that names the resource instead of the state.',
    undocumented: 'The guide says when the error is reported, but not how the history shows it.',
    definition: only(task()),
    tasks: [{ gives: 'x'.repeat(most) }],
    expect: {
      status: 'FAILED',
      error,
      cause:
        "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
      history: [
        'ExecutionStarted',
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        {
          type: 'TaskFailed',
          previousEventId: 4,
          details: {
            resourceType: 'lambda',
            resource: 'invoke',
            error,
            cause:
              "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
          },
        },
        'ExecutionFailed',
      ],
    },
  },
  {
    name: 'Output cannot reduce a result that is too large',
    source: exceeded,
    says: 'The error is reported when the output of a connector exceeds the quota.',
    definition: only(task({ Output: 'small' })),
    tasks: [{ gives: 'x'.repeat(most) }],
    expect: { status: 'FAILED', error },
  },
  {
    name: 'arguments that are too large fail the Task before its call',
    source: exceeded,
    says: 'The error is reported when the input of a state exceeds the quota after its parameters are processed.',
    definition: only(task({ Arguments: { FunctionName: 'f', Payload: textOf(most) } })),
    expect: { status: 'FAILED', error, calls: 0 },
  },
  {
    name: 'the outputs of iterations that are too large together fail the Map',
    source: tasks,
    says: 'The input and output of a task, state or execution can have at most 256 KiB.',
    definition: only(map(pass({ Output: textOf(150_000) }))),
    input: [1, 2],
    expect: { status: 'FAILED', error },
  },
  {
    name: 'a Map that selects items that are too large can catch it by name',
    source: exceeded,
    says: 'States.ALL does not catch it.',
    undocumented: 'Recordings of a Task show that a catcher can name it; here this holds for every state with Catch.',
    definition: startingAtFirst({
      A: map(pass(), { ItemSelector: textOf(most + 1), Catch: [{ ErrorEquals: [error], Next: 'B' }] }),
      B: pass({ Output: 'caught' }),
    }),
    input: [1],
    expect: { status: 'SUCCEEDED', output: 'caught' },
  },
  {
    name: 'the name of a state has at most 80 characters',
    source: statesLanguage('States'),
    says: 'The name of a state has at most 80 Unicode characters.',
    definition: startingAtFirst({ ['A'.repeat(81)]: pass() }),
    expect: { status: 'REJECTED', reason: 'SCHEMA_VALIDATION_FAILED' },
  },
];
