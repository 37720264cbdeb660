import { pass, testStateCases } from './state-case.ts';

testStateCases({
  'a Parallel gives the outputs of its branches in their order, whoever ends first': {
    definition: {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Arguments: { n: '{% $states.input.n + 1 %}' },
          Branches: [
            { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 2, Output: '{% $states.input.n %}', End: true } } },
            { StartAt: 'B', States: { B: pass({ Output: 'fast' }) } },
          ],
          Output: { all: '{% $states.result %}', before: '{% $states.input %}' },
          End: true,
        },
      },
    },
    input: { n: 1 },
    path: ['P', 'W', 'B'],
    types: [
      'ExecutionStarted',
      'ParallelStateEntered',
      'ParallelStateStarted',
      'WaitStateEntered',
      'PassStateEntered',
      'PassStateExited',
      'WaitStateExited',
      'ParallelStateSucceeded',
      'ParallelStateExited',
      'ExecutionSucceeded',
    ],
    output: { all: [2, 'fast'], before: { n: 1 } },
  },
  'a branch reads outer variables and keeps its own to itself': {
    definition: {
      StartAt: 'A',
      States: {
        A: pass({ Assign: { outer: 1 }, End: undefined, Next: 'P' }),
        P: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'B',
              States: {
                B: pass({ Assign: { inner: '{% $outer + 1 %}' }, End: undefined, Next: 'C' }),
                C: pass({ Output: '{% $outer + $inner %}' }),
              },
            },
          ],
          Output: { result: '{% $states.result %}', inner: '{% $exists($inner) %}' },
          End: true,
        },
      },
    },
    path: ['A', 'P', 'B', 'C'],
    output: { result: [3], inner: false },
  },
  'a failing branch ends the other branches and the Parallel with its error': {
    definition: {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 3600, End: true } } },
            { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Broken', Cause: 'branch 1' } } },
          ],
          Catch: [{ ErrorEquals: ['Broken'], Next: 'C' }],
          End: true,
        },
        C: pass(),
      },
    },
    path: ['P', 'W', 'F', 'C'],
    types: [
      'ExecutionStarted',
      'ParallelStateEntered',
      'ParallelStateStarted',
      'WaitStateEntered',
      'FailStateEntered',
      'WaitStateAborted',
      'ParallelStateFailed',
      'ParallelStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ],
    output: { Error: 'Broken', Cause: 'branch 1' },
  },
});
