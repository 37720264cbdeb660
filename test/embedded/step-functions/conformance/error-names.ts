import { errorHandling, recordedHistory, statesLanguage } from './play/aws-documents.ts';
import type { ConformanceCase, TaskAnswer } from './play/conformance-case.ts';
import { pass, startingAtFirst, task, tokenTask } from './play/states.ts';

interface Raised {
  error: string;
  state: (fields: object) => object;
  tasks?: readonly TaskAnswer[];
}

const declined: Raised = { error: 'Declined', state: task, tasks: [{ fails: 'Declined' }] };
const timedOut: Raised = {
  error: 'States.Timeout',
  state: (fields) => task({ TimeoutSeconds: 1, ...fields }),
  tasks: [{ hangs: true }],
};
const heartbeatMissed: Raised = {
  error: 'States.Timeout',
  state: (fields) => tokenTask({ HeartbeatSeconds: 1, ...fields }),
};
const tooLarge: Raised = {
  error: 'States.DataLimitExceeded',
  state: task,
  tasks: [{ gives: 'x'.repeat(262_145) }],
};
const notStartable: Raised = {
  error: 'States.Runtime',
  state: (fields) => task({ Arguments: { NoFunction: true }, ...fields }),
};
const notEvaluable: Raised = {
  error: 'States.QueryEvaluationError',
  state: (fields) => task({ Output: '{% $states.result.Payload.missing %}', ...fields }),
};

/** Definition, answers and end of a Task that fails, with one catcher for some names. */
function catching({ error, state, tasks }: Raised, errorEquals: readonly string[], isCaught: boolean) {
  const definition = startingAtFirst({
    A: state({ Catch: [{ ErrorEquals: errorEquals, Next: 'Caught' }] }),
    Caught: pass({ Output: '{% $states.input.Error %}' }),
  });
  const end = isCaught ? ({ status: 'SUCCEEDED', output: error } as const) : ({ status: 'FAILED', error } as const);
  return { definition, ...(tasks !== undefined && { tasks }), expect: end };
}

const source = errorHandling('Error names');
const fallback = errorHandling('Fallback states');

export const errorNameCases: readonly ConformanceCase[] = [
  {
    name: 'a catcher that lists the name of the error matches it',
    source: fallback,
    says: 'A catcher applies if its ErrorEquals, a list of names, contains the name of the error.',
    ...catching(declined, ['Other', 'Declined'], true),
  },
  {
    name: 'a catcher with a part of the name does not match the error',
    source: fallback,
    says: 'ErrorEquals contains whole names; only the reserved names are wildcards.',
    ...catching(declined, ['Decl'], false),
  },
  {
    name: 'error names are case-sensitive',
    source,
    says: 'Error names are case-sensitive.',
    ...catching(declined, ['declined'], false),
  },
  {
    name: 'States.ALL matches an error of a function',
    source,
    says: 'States.ALL matches any known error name.',
    ...catching(declined, ['States.ALL'], true),
  },
  {
    name: 'States.ALL matches States.Timeout',
    source,
    says: 'States.ALL matches any known error name; a timeout is not one of the exceptions.',
    ...catching(timedOut, ['States.ALL'], true),
  },
  {
    name: 'States.ALL matches States.QueryEvaluationError',
    source: statesLanguage('JSONata Runtime Errors'),
    says: 'A Task, Map or Parallel may retry or catch a failed evaluation, and States.ALL matches any error name.',
    ...catching(notEvaluable, ['States.ALL'], true),
  },
  {
    name: 'States.ALL does not match States.DataLimitExceeded',
    source,
    says: 'States.DataLimitExceeded is a terminal error that States.ALL cannot catch.',
    ...catching(tooLarge, ['States.ALL'], false),
  },
  {
    name: 'a catcher that names States.DataLimitExceeded matches it',
    source: recordedHistory('error_handling/test_states_errors'),
    says: 'A result that is too large goes to the catcher that lists States.DataLimitExceeded.',
    undocumented:
      'The guide says what States.ALL cannot do, but nothing about a catcher with the name. The same recordings show States.ALL catching it too; here the documented rule holds, so a definition that works here needs no luck on AWS.',
    ...catching(tooLarge, ['States.DataLimitExceeded'], true),
  },
  {
    name: 'States.TaskFailed does not match States.DataLimitExceeded',
    source,
    says: 'States.TaskFailed matches every known name except States.Timeout, and States.DataLimitExceeded is terminal.',
    undocumented: 'The two sentences contradict each other; here the stricter one applies.',
    ...catching(tooLarge, ['States.TaskFailed'], false),
  },
  {
    name: 'States.Runtime is not caught by States.ALL',
    source,
    says: 'A catcher for States.ALL does not catch States.Runtime.',
    ...catching(notStartable, ['States.ALL'], false),
  },
  {
    name: 'States.Runtime is not caught by States.TaskFailed',
    source,
    says: 'States.Runtime always fails the execution.',
    ...catching(notStartable, ['States.TaskFailed'], false),
  },
  {
    name: 'States.Runtime is not caught by its own name',
    source,
    says: 'States.Runtime always fails the execution.',
    ...catching(notStartable, ['States.Runtime'], false),
  },
  {
    name: 'States.TaskFailed matches an error of a function',
    source,
    says: 'In a retrier or catcher States.TaskFailed matches any known name except States.Timeout.',
    ...catching(declined, ['States.TaskFailed'], true),
  },
  {
    name: 'States.TaskFailed matches States.QueryEvaluationError',
    source,
    says: 'In a retrier or catcher States.TaskFailed matches any known name except States.Timeout.',
    ...catching(notEvaluable, ['States.TaskFailed'], true),
  },
  {
    name: 'States.TaskFailed does not match States.Timeout',
    source,
    says: 'States.Timeout is the one known name that States.TaskFailed does not match.',
    ...catching(timedOut, ['States.TaskFailed'], false),
  },
  {
    name: 'a missed heartbeat is caught by States.HeartbeatTimeout and reported as States.Timeout',
    source,
    says: 'States.HeartbeatTimeout is available in Catch and Retry; the Task itself fails with States.Timeout.',
    ...catching(heartbeatMissed, ['States.HeartbeatTimeout'], true),
  },
  {
    name: 'a missed heartbeat is caught by States.Timeout',
    source,
    says: 'States.Timeout covers a Task that ran too long and one that sent no heartbeat in time.',
    ...catching(heartbeatMissed, ['States.Timeout'], true),
  },
  {
    name: 'a missed heartbeat is not caught by States.TaskFailed',
    source,
    says: 'A missed heartbeat is a States.Timeout, which States.TaskFailed does not match.',
    ...catching(heartbeatMissed, ['States.TaskFailed'], false),
  },
  {
    name: 'a Task that ran too long is not caught by States.HeartbeatTimeout',
    source,
    says: 'States.HeartbeatTimeout means that no heartbeat came within HeartbeatSeconds.',
    ...catching(timedOut, ['States.HeartbeatTimeout'], false),
  },
];
