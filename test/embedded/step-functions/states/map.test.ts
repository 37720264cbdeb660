import { expect } from 'vitest';
import { lambdaError, lambdaTask } from '../step-functions-fixture.ts';
import { pass, testStateCases } from './state-case.ts';

testStateCases({
  'a Map gives the outputs in the order of its items': {
    definition: {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          Items: '{% $states.input.list %}',
          ItemSelector: {
            n: '{% $states.context.Map.Item.Value %}',
            i: '{% $states.context.Map.Item.Index %}',
          },
          ItemProcessor: {
            ProcessorConfig: { Mode: 'INLINE' },
            StartAt: 'I',
            States: { I: pass({ Output: '{% $states.input.n & $string($states.input.i) %}' }) },
          },
          End: true,
        },
      },
    },
    input: { list: ['a', 'b'] },
    path: ['M', 'I', 'I'],
    types: [
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'MapIterationStarted',
      'PassStateEntered',
      'PassStateExited',
      'MapIterationSucceeded',
      'PassStateEntered',
      'PassStateExited',
      'MapIterationSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ],
    output: ['a0', 'b1'],
  },
  'a Map with MaxConcurrency 1 starts an item when the one before has ended': {
    definition: {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          MaxConcurrency: '{% 1 %}',
          ItemProcessor: { StartAt: 'I', States: { I: pass() } },
          End: true,
        },
      },
    },
    input: [1, 2],
    path: ['M', 'I', 'I'],
    types: [
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'PassStateEntered',
      'PassStateExited',
      'MapIterationSucceeded',
      'MapIterationStarted',
      'PassStateEntered',
      'PassStateExited',
      'MapIterationSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ],
    output: [1, 2],
  },
  'a Map over nothing gives an empty list': {
    definition: {
      StartAt: 'M',
      States: { M: { Type: 'Map', Items: [], ItemProcessor: { StartAt: 'I', States: { I: pass() } }, End: true } },
    },
    path: ['M'],
    types: [
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ],
    output: [],
  },
  'a Map over something else than a list fails': {
    definition: {
      StartAt: 'M',
      States: { M: { Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: pass() } }, End: true } },
    },
    input: { no: 'list' },
    path: ['M'],
    failure: { error: 'States.QueryEvaluationError', cause: expect.stringContaining("'Items' expects an array") },
  },
  'a failing iteration ends the Map with its error': {
    definition: {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          MaxConcurrency: 1,
          ItemProcessor: { StartAt: 'I', States: { I: lambdaTask({ End: true }) } },
          End: true,
        },
      },
    },
    input: [1, 2],
    lambda: () => {
      throw lambdaError('Broken');
    },
    path: ['M', 'I'],
    types: [
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskFailed',
      'MapIterationFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ],
    failure: { error: 'Broken', cause: expect.stringContaining('it failed') },
  },
  'a Map leaves out iterations that fail within the tolerated number': {
    definition: {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          ToleratedFailureCount: 1,
          ItemProcessor: { StartAt: 'I', States: { I: lambdaTask({ End: true }) } },
          End: true,
        },
      },
    },
    input: [1, 2, 3],
    lambda: (n: number) => {
      if (n === 2) throw lambdaError('Broken');
      return n;
    },
    path: ['M', 'I', 'I', 'I'],
    output: [1, 3],
  },
  'a Map past the tolerated share of failures fails with States.ExceedToleratedFailureThreshold': {
    definition: {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          MaxConcurrency: 1,
          ToleratedFailurePercentage: 50,
          ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Fail', Error: 'Broken' } } },
          Catch: [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], Next: 'C' }],
          End: true,
        },
        C: pass({ Output: '{% $states.input.Error %}' }),
      },
    },
    input: [1, 2],
    path: ['M', 'I', 'I', 'C'],
    output: 'States.ExceedToleratedFailureThreshold',
  },
  'a Map inside a Parallel inside a Map goes as deep as it is written': {
    definition: {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          ItemProcessor: {
            StartAt: 'P',
            States: {
              P: {
                Type: 'Parallel',
                Branches: [
                  {
                    StartAt: 'N',
                    States: {
                      N: {
                        Type: 'Map',
                        ItemProcessor: { StartAt: 'I', States: { I: pass({ Output: '{% $states.input * 2 %}' }) } },
                        End: true,
                      },
                    },
                  },
                ],
                End: true,
              },
            },
          },
          End: true,
        },
      },
    },
    input: [[1, 2], [3]],
    path: ['M', 'P', 'P', 'N', 'N', 'I', 'I', 'I'],
    output: [[[2, 4]], [[6]]],
  },
});
