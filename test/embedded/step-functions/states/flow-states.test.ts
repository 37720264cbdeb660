import { expect } from 'vitest';
import { pass, testStateCases } from './state-case.ts';

testStateCases({
  'a Pass without Output hands its input on': {
    definition: { StartAt: 'A', States: { A: pass() } },
    input: { a: [1, null] },
    path: ['A'],
    types: ['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded'],
    output: { a: [1, null] },
  },
  'Output fills in every expression, deep inside objects and lists': {
    definition: {
      StartAt: 'A',
      States: { A: pass({ Output: { a: ['{% $states.input.n * 2 %}', { b: 'plain' }], c: null } }) },
    },
    input: { n: 4 },
    path: ['A'],
    output: { a: [8, { b: 'plain' }], c: null },
  },
  'Assign and Output both see the values of state entry': {
    definition: {
      StartAt: 'A',
      States: {
        A: pass({ Assign: { n: 1 }, End: undefined, Next: 'B' }),
        B: pass({ Assign: { n: '{% $n + 1 %}', old: '{% $n %}' }, Output: '{% $n %}', End: undefined, Next: 'C' }),
        C: pass({ Output: { fromB: '{% $states.input %}', n: '{% $n %}', old: '{% $old %}' } }),
      },
    },
    path: ['A', 'B', 'C'],
    output: { fromB: 1, n: 2, old: 1 },
  },
  'an assigned null is a value': {
    definition: {
      StartAt: 'A',
      States: { A: pass({ Assign: { n: null }, End: undefined, Next: 'B' }), B: pass({ Output: '{% $type($n) %}' }) },
    },
    path: ['A', 'B'],
    output: 'null',
  },
  'the context object names execution, state machine and state': {
    definition: {
      StartAt: 'A',
      States: {
        A: pass({
          Output: {
            name: '{% $states.context.StateMachine.Name %}',
            state: '{% $states.context.State.Name & $string($states.context.State.RetryCount) %}',
            input: '{% $states.context.Execution.Input.n %}',
            role: '{% $states.context.Execution.RoleArn %}',
            id: '{% $contains($states.context.Execution.Id, $states.context.Execution.Name) %}',
            start:
              '{% $toMillis($states.context.Execution.StartTime) <= $toMillis($states.context.State.EnteredTime) %}',
          },
        }),
      },
    },
    input: { n: 1 },
    path: ['A'],
    output: {
      name: 'machine',
      state: 'A0',
      input: 1,
      role: 'arn:aws:iam::000000000000:role/states',
      id: true,
      start: true,
    },
  },
  'a Choice takes the first rule that is true, with the Assign and Output of the rule': {
    definition: {
      StartAt: 'A',
      States: {
        A: {
          Type: 'Choice',
          Choices: [
            { Condition: '{% $states.input.n > 10 %}', Next: 'B' },
            { Condition: '{% $states.input.n > 1 %}', Next: 'C', Assign: { v: 'rule' }, Output: { picked: 2 } },
            { Condition: true, Next: 'B' },
          ],
          Default: 'B',
          Assign: { v: 'default' },
        },
        B: pass(),
        C: pass({ Output: { in: '{% $states.input %}', v: '{% $v %}' } }),
      },
    },
    input: { n: 5 },
    path: ['A', 'C'],
    types: [
      'ExecutionStarted',
      'ChoiceStateEntered',
      'ChoiceStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ],
    output: { in: { picked: 2 }, v: 'rule' },
  },
  'a Choice without a true rule takes Default, with its own Assign': {
    definition: {
      StartAt: 'A',
      States: {
        A: { Type: 'Choice', Choices: [{ Condition: false, Next: 'B' }], Default: 'C', Assign: { v: 'default' } },
        B: pass(),
        C: pass({ Output: '{% $v %}' }),
      },
    },
    path: ['A', 'C'],
    output: 'default',
  },
  'a Choice without a true rule or Default fails with States.Runtime': {
    definition: {
      StartAt: 'A',
      States: { A: { Type: 'Choice', Choices: [{ Condition: false, Next: 'B' }] }, B: pass() },
    },
    path: ['A'],
    failure: { error: 'States.Runtime', cause: expect.stringContaining('does not point to a next state') },
  },
  'a Choice whose Condition is no boolean fails with States.QueryEvaluationError': {
    definition: {
      StartAt: 'A',
      States: { A: { Type: 'Choice', Choices: [{ Condition: '{% "yes" %}', Next: 'B' }] }, B: pass() },
    },
    path: ['A'],
    types: ['ExecutionStarted', 'ChoiceStateEntered', 'EvaluationFailed', 'ExecutionFailed'],
    failure: { error: 'States.QueryEvaluationError', cause: expect.stringContaining('Choices[0]/Condition') },
  },
  'a Wait hands its input on when its time has come': {
    definition: { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: '{% $states.input.s %}', End: true } } },
    input: { s: 1 },
    path: ['A'],
    types: ['ExecutionStarted', 'WaitStateEntered', 'WaitStateExited', 'ExecutionSucceeded'],
    output: { s: 1 },
  },
  'a Wait for a moment that has passed ends at once': {
    definition: {
      StartAt: 'A',
      States: {
        A: { Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z', Output: 'done', Next: 'B' },
        B: { Type: 'Succeed' },
      },
    },
    path: ['A', 'B'],
    output: 'done',
  },
  'a Wait for something else than a number fails': {
    definition: { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: '{% "soon" %}', End: true } } },
    path: ['A'],
    failure: { error: 'States.QueryEvaluationError', cause: expect.stringContaining('"soon"') },
  },
  'a Wait for something else than a timestamp fails': {
    definition: { StartAt: 'A', States: { A: { Type: 'Wait', Timestamp: '{% "2020-13-01T00:00:00Z" %}', End: true } } },
    path: ['A'],
    failure: { error: 'States.QueryEvaluationError', cause: expect.stringContaining('ISO 8601') },
  },
  'a Succeed ends the execution with its Output': {
    definition: { StartAt: 'A', States: { A: { Type: 'Succeed', Output: { ok: '{% 1 = 1 %}' } } } },
    path: ['A'],
    types: ['ExecutionStarted', 'SucceedStateEntered', 'SucceedStateExited', 'ExecutionSucceeded'],
    output: { ok: true },
  },
  'a Fail ends the execution with the Error and Cause it evaluates': {
    definition: {
      StartAt: 'A',
      States: { A: { Type: 'Fail', Error: '{% "E" & $string($states.input.n) %}', Cause: 'because' } },
    },
    input: { n: 7 },
    path: ['A'],
    types: ['ExecutionStarted', 'FailStateEntered', 'ExecutionFailed'],
    failure: { error: 'E7', cause: 'because' },
  },
  'a Fail whose Cause is no string fails with States.QueryEvaluationError': {
    definition: { StartAt: 'A', States: { A: { Type: 'Fail', Error: 'E', Cause: '{% 1 %}' } } },
    path: ['A'],
    failure: { error: 'States.QueryEvaluationError', cause: expect.stringContaining("'Cause' expects a string") },
  },
});
