import { parallelState, recordedHistory, statesLanguage } from './play/aws-documents.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { only, parallel, pass, startingAtFirst, task, tokenTask } from './play/states.ts';

const io = parallelState('Parallel state input and output processing');
const handling = parallelState('Error Handling');
const wait = (Seconds: number): object => ({ Type: 'Wait', Seconds, End: true });
const broken = { Type: 'Fail', Error: 'Broken', Cause: 'branch 1' };

export const parallelCases: readonly ConformanceCase[] = [
  {
    name: 'the result is the list of the outputs, in the order of the branches',
    source: statesLanguage('Parallel State'),
    says: 'The result has one element for each branch in the order of Branches, whoever ends first.',
    definition: only(parallel({ W: { ...wait(2), Output: 'slow' }, B: pass({ Output: { fast: true } }) })),
    expect: { status: 'SUCCEEDED', output: ['slow', { fast: true }] },
  },
  {
    name: 'every branch gets a copy of the input',
    source: io,
    says: 'Each branch is given the input of the state.',
    definition: only(parallel({ B: pass(), C: pass() })),
    input: [3, 2],
    expect: {
      status: 'SUCCEEDED',
      output: [
        [3, 2],
        [3, 2],
      ],
    },
  },
  {
    name: 'Arguments take the place of the input, and Output sees the input and the result',
    source: statesLanguage('Parallel State'),
    says: 'Arguments are the input of the first state of each branch; Output may read $states.result.',
    definition: only(
      parallel(
        { B: pass() },
        {
          Arguments: { n: '{% $states.input.n + 1 %}' },
          Output: { all: '{% $states.result %}', before: '{% $states.input %}' },
        },
      ),
    ),
    input: { n: 1 },
    expect: { status: 'SUCCEEDED', output: { all: [{ n: 2 }], before: { n: 1 } } },
  },
  {
    name: 'the next state waits for all branches',
    source: parallelState('introduction'),
    says: 'All branches end before the Next of the Parallel is processed.',
    definition: startingAtFirst({
      A: parallel({ W: wait(5), B: pass() }, { Next: 'C' }),
      C: pass(),
    }),
    expect: {
      status: 'SUCCEEDED',
      path: ['A', 'W', 'B', 'C'],
      history: [
        'ExecutionStarted',
        'ParallelStateEntered',
        'ParallelStateStarted',
        'WaitStateEntered',
        'PassStateEntered',
        'PassStateExited',
        'WaitStateExited',
        'ParallelStateSucceeded',
        'ParallelStateExited',
        'PassStateEntered',
        'PassStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
  {
    name: 'one failed branch fails the Parallel and stops the other branches',
    source: handling,
    says: 'If any branch fails the whole state has failed and all its branches are stopped.',
    definition: only(parallel({ W: wait(36_000), F: broken })),
    expect: { status: 'FAILED', path: ['A', 'W', 'F'] },
  },
  {
    name: 'the execution ends with the Error and Cause of the branch',
    source: handling,
    says: 'An error that the Parallel does not handle stops the execution.',
    undocumented:
      'The language has States.BranchFailed for it and the guide names no error; here the error of the branch goes on, as the Error of a Fail is there for Retry and Catch.',
    definition: only(parallel({ F: broken })),
    expect: { status: 'FAILED', error: 'Broken', cause: 'branch 1' },
  },
  {
    name: 'a Parallel catches the error of a branch, and goes on with the error output',
    source: statesLanguage('Fallback states'),
    says: 'A Parallel may have Catch, which works as it does for a Task.',
    definition: startingAtFirst({
      A: parallel({ W: wait(36_000), F: broken }, { Catch: [{ ErrorEquals: ['Broken'], Next: 'B' }] }),
      B: pass(),
    }),
    expect: { status: 'SUCCEEDED', output: { Error: 'Broken', Cause: 'branch 1' }, path: ['A', 'W', 'F', 'B'] },
  },
  {
    name: 'a branch that handles its own error does not fail the Parallel',
    source: handling,
    says: 'A branch fails by an error that is not handled, or by a Fail.',
    definition: only({
      Type: 'Parallel',
      Branches: [
        startingAtFirst({
          B: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }] }),
          C: pass({ Output: 'handled' }),
        }),
      ],
      End: true,
    }),
    tasks: [{ fails: 'Broken' }],
    expect: { status: 'SUCCEEDED', output: ['handled'] },
  },
  {
    name: 'the token of a stopped branch is no longer good',
    source: handling,
    says: 'Answers for a task of a Parallel that failed throw an error.',
    definition: only(parallel({ T: tokenTask(), U: tokenTask() })),
    answers: [
      { send: 'SendTaskFailure', token: 1, fields: { error: 'Broken' } },
      { send: 'SendTaskSuccess', token: 0, afterEnd: true, refused: 'TaskTimedOut' },
    ],
    expect: { status: 'FAILED', error: 'Broken' },
  },
  {
    name: 'a Parallel without branches is refused',
    source: parallelState('Branches'),
    says: 'Branches lists the workflows to run.',
    definition: only({ Type: 'Parallel', Branches: [], End: true }),
    expect: { status: 'REFUSED', reason: '/States/A/Branches' },
  },
  {
    name: 'a transition out of a branch is refused',
    source: parallelState('Parallel State Example'),
    says: 'A state in a branch leads to states of the same branch only.',
    definition: startingAtFirst({ A: parallel({ B: { Type: 'Pass', Next: 'C' } }, { Next: 'C' }), C: pass() }),
    expect: { status: 'REFUSED', reason: "Missing 'Next' target: C at /States/A/Branches[0]/States/B/Next" },
  },
  {
    name: 'a transition into a branch is refused',
    source: parallelState('Parallel State Example'),
    says: 'No state outside of a branch leads into it.',
    definition: startingAtFirst({ A: parallel({ B: pass() }, { Next: 'B' }) }),
    expect: { status: 'REFUSED', reason: "Missing 'Next' target: B at /States/A/Next" },
  },
  {
    name: 'the events of the branches stand between start and success of the Parallel',
    source: recordedHistory('scenarios/test_base_scenarios'),
    says: 'ParallelStateStarted comes first and ParallelStateExited follows the last event of the branches.',
    undocumented: 'The API reference lists the types of events and not their order.',
    definition: only(parallel({ B: pass({ Output: 1 }) })),
    expect: {
      status: 'SUCCEEDED',
      history: [
        'ExecutionStarted',
        'ParallelStateEntered',
        { type: 'ParallelStateStarted', previousEventId: 2 },
        'PassStateEntered',
        'PassStateExited',
        { type: 'ParallelStateSucceeded', previousEventId: 5 },
        {
          type: 'ParallelStateExited',
          previousEventId: 5,
          details: { name: 'A', output: [1], outputDetails: { truncated: false } },
        },
        'ExecutionSucceeded',
      ],
    },
  },
];
