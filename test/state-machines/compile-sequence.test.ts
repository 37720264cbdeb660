import validateAsl from 'asl-validator';
import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import {
  FUNCTION_NOT_STARTED_ERRORS,
  LAMBDA_SERVICE_ERRORS,
  STEP_ERROR_NAMES,
  UNKNOWN_OUTCOME_ERRORS,
} from '../../blueprint/error-names.ts';
import { COMPLETE_ORDER_FUNCTION, pluginFunctionId } from '../../blueprint/functions/function-ids.ts';
import { STEP_HOST_MARGIN_SECONDS } from '../../blueprint/functions/plugin-functions.ts';
import type { StateMachineDefinition, TaskState } from '../../state-machines/asl.ts';
import { compileSequence } from '../../state-machines/compile-sequence.ts';
import { fillPlaceholders } from '../../state-machines/placeholders.ts';
import { COMPLETE_ORDER, FAIL_ORDER, HOLD_ORDER, ORDER_FAILED, ORDER_HELD } from '../../state-machines/state-names.ts';
import { happyPath, reachableStates, stateOf, targetsOf, textsOf } from './definition-walk.ts';
import { exampleSequence, exampleStep } from './example-sequences.ts';
import { sequenceArbitrary } from './sequence-arbitrary.ts';

const PLUGINS = ['salesforceV3', 'zuora', 'platformEvents', 'calloutPlugin'];

function filled(definition: StateMachineDefinition): string {
  const ids = [COMPLETE_ORDER_FUNCTION, ...PLUGINS.map(pluginFunctionId)];
  const arns = ids.map((id) => [id, `arn:aws:lambda:eu-west-1:123456789012:function:acme-${id}`]);
  return fillPlaceholders(JSON.stringify(definition), Object.fromEntries(arns));
}

function forAnySequence(
  check: (definition: StateMachineDefinition, steps: readonly string[]) => void,
  numRuns = 25,
): void {
  fc.assert(
    fc.property(sequenceArbitrary, (sequence) => {
      check(
        compileSequence(sequence),
        sequence.steps.map(({ id }) => id),
      );
    }),
    { numRuns },
  );
}

describe('the definition of any sequence', () => {
  it('is valid in the Amazon States Language', () => {
    forAnySequence((definition) => {
      const { errors } = validateAsl(JSON.parse(filled(definition)));
      expect(errors).toEqual([]);
    }, 6);
  });

  it('runs one Task per step and one that completes the order, and nothing else, on the happy path', () => {
    forAnySequence((definition, steps) => {
      const path = happyPath(definition);
      expect(path).toHaveLength(steps.length + 1);
      expect(path.filter((name) => name !== COMPLETE_ORDER)).toEqual(steps);
      expect(path.map((name) => stateOf(definition, name).Type)).toEqual(path.map(() => 'Task'));
    });
  });

  it('has no dangling and no unreachable state', () => {
    forAnySequence((definition) => {
      const names = Object.keys(definition.States);
      expect([...reachableStates(definition)].toSorted()).toEqual(names.toSorted());
      expect(names).toEqual(expect.arrayContaining(Object.values(definition.States).flatMap(targetsOf)));
    });
  });

  it('has expressions that parse, and no other text that would be replaced', () => {
    forAnySequence((definition) => {
      for (const text of textsOf(definition).filter((candidate) => candidate.includes('{%'))) {
        const body = /^\{% (.*) %\}$/.exec(text)?.[1];
        expect(body, text).toBeDefined();
        expect(() => jsonata(body ?? '')).not.toThrow();
      }
    });
  });

  it('matches on errors that are known by name', () => {
    const known = new Set<string>([
      ...STEP_ERROR_NAMES,
      ...LAMBDA_SERVICE_ERRORS,
      ...FUNCTION_NOT_STARTED_ERRORS,
      ...UNKNOWN_OUTCOME_ERRORS,
    ]);
    forAnySequence((definition) => {
      const matched = Object.values(definition.States)
        .flatMap((state) => (state.Type === 'Task' ? [...state.Retry, ...(state.Catch ?? [])] : []))
        .flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(matched.filter((name) => !name.startsWith('States.') && !known.has(name))).toEqual([]);
    });
  });

  it('keeps States.ALL and States.DataLimitExceeded alone, and States.ALL last, as Step Functions requires', () => {
    forAnySequence((definition) => {
      const lists = Object.values(definition.States).flatMap((state) =>
        state.Type === 'Task' ? [state.Retry, state.Catch ?? []] : [],
      );
      for (const list of lists) {
        const at = list.findIndex(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'));
        if (at === -1) continue;
        expect(at).toBe(list.length - 1);
        expect(list[at]?.ErrorEquals).toEqual(['States.ALL']);
      }
    });
  });

  it('lets the function time out before the state does', () => {
    fc.assert(
      fc.property(sequenceArbitrary, (sequence) => {
        const { States } = compileSequence(sequence);
        for (const { id, timeoutSeconds } of sequence.steps) {
          const { TimeoutSeconds } = States[id] as TaskState;
          expect(TimeoutSeconds).toBeGreaterThan(timeoutSeconds + STEP_HOST_MARGIN_SECONDS);
        }
      }),
    );
  });

  it('contains only the id of the order', () => {
    forAnySequence((definition, steps) => {
      const state = stateOf(definition, steps[0] ?? COMPLETE_ORDER);
      if (state.Type !== 'Task') throw new TypeError('Expected a Task.');
      expect(Object.keys(state.Arguments.Payload)).not.toContain('order');
      expect(state.Arguments.Payload.orderId).toBe('{% $states.input.orderId %}');
    });
  });
});

describe('the definition of a particular sequence', () => {
  it('completes the order and ends if there are no steps', () => {
    const definition = compileSequence(exampleSequence());
    expect(definition).toMatchObject({ QueryLanguage: 'JSONata', StartAt: COMPLETE_ORDER });
    expect(Object.keys(definition.States)).toEqual([COMPLETE_ORDER]);
    expect(definition.States[COMPLETE_ORDER]).toMatchObject({ End: true });
  });

  it('completes the order first if there are only post-process steps', () => {
    const thanks = exampleStep('thanks', { phase: 'postProcess', critical: false });
    expect(happyPath(compileSequence(exampleSequence(thanks)))).toEqual([COMPLETE_ORDER, 'thanks']);
  });

  it('cannot fail or hold the order if no step is critical', () => {
    const steps = [exampleStep('a', { critical: false }), exampleStep('b', { critical: false })];
    expect(Object.keys(compileSequence(exampleSequence(...steps)).States)).toEqual([
      'a',
      'a: note failure',
      'b',
      'b: note failure',
      COMPLETE_ORDER,
    ]);
  });

  it('records the failure of a non-critical step and continues', () => {
    const steps = [exampleStep('a', { critical: false }), exampleStep('b')];
    const { States } = compileSequence(exampleSequence(...steps));
    expect(States['a: note failure']).toMatchObject({ Next: 'b', Arguments: { Payload: { action: 'note-failure' } } });
    const last = compileSequence(exampleSequence(exampleStep('z', { phase: 'postProcess', critical: false })));
    expect(last.States['z: note failure']).toMatchObject({ End: true });
  });

  it('ends a failed run in a Fail state with the public error', () => {
    const { States } = compileSequence(exampleSequence(exampleStep('a')));
    expect(States[FAIL_ORDER]).toMatchObject({ Next: ORDER_FAILED, Arguments: { Payload: { action: 'fail' } } });
    expect(States[HOLD_ORDER]).toMatchObject({ Next: ORDER_HELD, Arguments: { Payload: { action: 'hold' } } });
    for (const name of [ORDER_FAILED, ORDER_HELD])
      expect(States[name]).toMatchObject({
        Type: 'Fail',
        Error: '{% $states.input.error %}',
        Cause: '{% $states.input.cause %}',
      });
  });

  it('is the same text for the same sequence, so that a deployment without changes is empty', () => {
    fc.assert(
      fc.property(sequenceArbitrary, (sequence) => {
        expect(JSON.stringify(compileSequence(structuredClone(sequence)))).toBe(
          JSON.stringify(compileSequence(sequence)),
        );
      }),
    );
  });
});
