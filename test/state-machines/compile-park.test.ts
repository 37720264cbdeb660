import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNKNOWN_OUTCOME_ERRORS } from '../../blueprint/error-names.ts';
import type { Sequence, SequenceStep } from '../../core/sequence/sequence.ts';
import { LAMBDA_INVOKE_WITH_CALLBACK, type TaskState } from '../../state-machines/asl.ts';
import { compileSequence } from '../../state-machines/compile-sequence.ts';
import { FAIL_ORDER, HOLD_ORDER } from '../../state-machines/state-names.ts';
import { entryFor, evaluate } from './definition-evaluate.ts';
import { stateOf } from './definition-walk.ts';
import { exampleSequence, exampleStep } from './example-sequences.ts';
import { sequenceArbitrary } from './sequence-arbitrary.ts';

const PATIENCE = { connection: 'zuora', seconds: 3_600 };
const INPUT = { orderId: 'order-1', run: 1, revision: 1, results: { first: { id: 7 } } };

function statesOf(step: Partial<SequenceStep>, changes: Partial<Sequence> = {}) {
  return compileSequence({ ...exampleSequence(exampleStep('a', { patience: PATIENCE, ...step })), ...changes });
}

function taskIn(definition: ReturnType<typeof statesOf>, name: string): TaskState {
  const state = stateOf(definition, name);
  if (state.Type !== 'Task') throw new TypeError(`Expected a Task, found ${state.Type}.`);
  return state;
}

const nextOf = (state: TaskState) => ('Next' in state ? state.Next : undefined);
const nextAfter = (state: TaskState, error: string) => entryFor(state.Catch ?? [], error)?.Next;

/** Evaluates what the state passes on to the one that follows an error. */
function outputAfter(state: TaskState, error: string, input: object): Promise<unknown> {
  const errorOutput = { Error: error, Cause: 'down' };
  return evaluate(entryFor(state.Catch ?? [], error)?.Output, { input, errorOutput });
}

describe('a step with patience', () => {
  it('parks its order when its partner is unavailable, and fails as without patience when that is over', () => {
    const states = statesOf({ probes: true });
    for (const error of ['PartnerUnavailable', 'PluginTransient'])
      expect(nextAfter(taskIn(states, 'a'), error)).toBe('a: park');
    const park = taskIn(states, 'a: park');
    expect(park).toMatchObject({ Resource: LAMBDA_INVOKE_WITH_CALLBACK, Next: 'a' });
    expect(nextAfter(park, 'States.Timeout')).toBe(FAIL_ORDER);
    expect(entryFor(park.Retry, 'States.Timeout')?.MaxAttempts).toBe(0);
  });

  it('never parks a decline, a failure or a refusal, and probes an unknown outcome as without patience', () => {
    const step = taskIn(statesOf({ probes: true }), 'a');
    expect(nextAfter(step, 'PluginDeclined')).toBe(FAIL_ORDER);
    expect(nextAfter(step, 'PluginFailed')).toBe(FAIL_ORDER);
    expect(nextAfter(step, 'StepRefused')).toBe(FAIL_ORDER);
    for (const error of UNKNOWN_OUTCOME_ERRORS) expect(nextAfter(step, error)).toBe('a: reconcile');
    for (const error of UNKNOWN_OUTCOME_ERRORS)
      expect(nextAfter(taskIn(statesOf({ effect: 'at-most-once' }), 'a'), error)).toBe(HOLD_ORDER);
  });

  it('parks an order with an unknown outcome if the repeat is safe and nobody can ask, and holds it when patience is over', () => {
    const states = statesOf({});
    expect(nextAfter(taskIn(states, 'a'), 'PluginOutcomeUnknown')).toBe('a: park unknown');
    const park = taskIn(states, 'a: park unknown');
    expect(nextOf(park)).toBe('a');
    expect(nextAfter(park, 'States.Timeout')).toBe(HOLD_ORDER);
  });

  it('parks the probe of an unknown outcome, and holds the order when patience is over', () => {
    const states = statesOf({ probes: true });
    expect(nextAfter(taskIn(states, 'a: reconcile'), 'PartnerUnavailable')).toBe('a: reconcile: park');
    const park = taskIn(states, 'a: reconcile: park');
    expect(nextOf(park)).toBe('a: reconcile');
    expect(nextAfter(park, 'States.Timeout')).toBe(HOLD_ORDER);
  });

  it('parks the undo of the step, and goes on to the next undo when patience is over', () => {
    const states = statesOf({ compensates: true, probes: true }, { onCriticalFailure: 'compensate' });
    const undo = taskIn(states, 'a: undo');
    for (const error of ['PartnerUnavailable', 'PluginTransient']) expect(nextAfter(undo, error)).toBe('a: undo: park');
    expect(nextAfter(undo, 'PluginFailed')).toBe('a: undo failed');
    expect(nextOf(taskIn(states, 'a: undo: park'))).toBe('a: undo');
    expect(nextAfter(taskIn(states, 'a: undo: park'), 'States.Timeout')).toBe('a: undo failed');
  });

  it('continues without a non-critical step when its patience is over', () => {
    const states = statesOf({ critical: false });
    for (const error of ['PartnerUnavailable', 'PluginTransient', 'PluginRetryLater'])
      expect(nextAfter(taskIn(states, 'a'), error)).toBe('a: park');
    expect(nextAfter(taskIn(states, 'a'), 'PluginDeclined')).toBe('a: note failure');
    expect(nextAfter(taskIn(states, 'a: park'), 'States.Timeout')).toBe('a: note failure');
  });

  it('counts its patience from the first parking, over all later ones at the same state', async () => {
    const states = statesOf({ probes: true });
    const step = taskIn(states, 'a');
    const before = Date.now();
    const first = (await outputAfter(step, 'PartnerUnavailable', INPUT)) as {
      parking: { until: number; since: number };
    };
    expect(first).toMatchObject({
      ...INPUT,
      failure: { step: 'a', error: 'PartnerUnavailable' },
      parking: { times: 1 },
    });
    expect(first.parking.until - first.parking.since).toBe(3_600_000);
    expect(first.parking.since).toBeGreaterThanOrEqual(before);

    const park = taskIn(states, 'a: park');
    expect(await evaluate(park.Output, { input: first })).toEqual(first);
    const later = { ...first, parking: { ...first.parking, since: 1_000, until: 5_000 } };
    const again = await outputAfter(step, 'PluginTransient', later);
    expect(again).toMatchObject({ parking: { times: 2, since: 1_000, until: 5_000 } });
    expect(await evaluate(park.TimeoutSeconds, { input: again })).toBe(1);
    expect(await evaluate(park.TimeoutSeconds, { input: first })).toBeGreaterThan(3_590);

    const probe = await outputAfter(taskIn(states, 'a: reconcile'), 'PartnerUnavailable', later);
    expect(probe).toMatchObject({ parking: { state: 'a: reconcile', times: 1 } });
    expect(await evaluate(step.Output, { input: later, result: { Payload: { output: {} } } })).not.toHaveProperty(
      'parking',
    );
  });

  it('ends a parking with the failure that began it', async () => {
    const states = statesOf({});
    const input = await outputAfter(taskIn(states, 'a'), 'PluginTransient', INPUT);
    const given = await outputAfter(taskIn(states, 'a: park'), 'States.Timeout', input as object);
    expect(given).toEqual({ ...INPUT, failure: { step: 'a', error: 'PluginTransient', cause: 'down' } });
  });
});

it('adds nothing to a sequence without patience, and two transitions to a parking', () => {
  fc.assert(
    fc.property(sequenceArbitrary, (sequence) => {
      const withoutPatience = sequence.steps.map(({ patience: _, ...step }) => step);
      const names = Object.keys(compileSequence({ ...sequence, steps: withoutPatience }).States);
      const states = compileSequence(sequence);
      const added = Object.keys(states.States).filter((name) => !names.includes(name));
      for (const name of added) {
        const park = taskIn(states, name);
        const callers = Object.entries(states.States).filter(
          ([, state]) => state.Type === 'Task' && state.Catch?.some(({ Next }) => Next === name),
        );
        // From the state to the parking, and back to the same state.
        expect(callers.map(([caller]) => caller)).toEqual([nextOf(park)]);
      }
      const text = JSON.stringify(compileSequence({ ...sequence, steps: withoutPatience }));
      expect(text).not.toMatch(/park|PartnerUnavailable/);
    }),
    { numRuns: 30 },
  );
});
