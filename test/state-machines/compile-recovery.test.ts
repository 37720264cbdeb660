import { describe, expect, it } from 'vitest';
import type { SequenceStep } from '../../core/sequence/sequence.ts';
import type { State, TaskState } from '../../state-machines/asl.ts';
import { compileSequence } from '../../state-machines/compile-sequence.ts';
import { FAIL_ORDER, HOLD_ORDER } from '../../state-machines/state-names.ts';
import { entryFor, evaluate } from './definition-evaluate.ts';
import { happyPath, stateOf } from './definition-walk.ts';
import { exampleSequence, exampleStep } from './example-sequences.ts';

const INPUT = { orderId: 'order-1', run: 1, revision: 1, results: { crm: { id: '001' } } };

function compile(onCriticalFailure: 'stop' | 'compensate', ...steps: readonly SequenceStep[]) {
  return compileSequence({ ...exampleSequence(...steps), onCriticalFailure });
}

function task(state: State): TaskState {
  if (state.Type !== 'Task') throw new TypeError(`Expected a Task, found a ${state.Type}.`);
  return state;
}

/** The seconds before each retry. */
function delaysOf({ IntervalSeconds, BackoffRate, MaxAttempts, MaxDelaySeconds = Infinity }: TaskState['Retry'][0]) {
  return Array.from({ length: MaxAttempts }, (_, made) =>
    Math.min(IntervalSeconds * BackoffRate ** made, MaxDelaySeconds),
  );
}

describe('the probe of a step', () => {
  const definition = compile('stop', exampleStep('a', { probes: true }), exampleStep('b', { probes: true }));
  const reconcile = task(stateOf(definition, 'a: reconcile'));

  it('is off the happy path, and only exists for a critical step whose plugin probes', () => {
    expect(happyPath(definition)).toEqual(['a', 'b', 'Complete order']);
    const others = compile('stop', exampleStep('a'), exampleStep('b', { probes: true, critical: false }));
    expect(Object.keys(others.States).filter((name) => name.includes('reconcile'))).toEqual([]);
  });

  it('leaves the notices of the steps to the state that completes the order', async () => {
    const { Payload } = task(stateOf(definition, 'Complete order')).Arguments;
    const notices = [{ code: 'price_differs', message: 'Billed another amount.' }];
    const payloadOf = async (results: object) => evaluate(Payload, { input: { orderId: 'o', run: 1, results } });
    expect(await payloadOf({ a: { x: 1, notices }, b: {} })).toMatchObject({ notices: { a: notices } });
    expect(await payloadOf({ a: {}, b: {} })).toMatchObject({ notices: {} });
    expect(await payloadOf({})).toMatchObject({ action: 'complete', notices: {} });
  });

  it('invokes the same function, in probe mode', () => {
    const step = task(stateOf(definition, 'a'));
    expect(reconcile.Arguments.FunctionName).toBe(step.Arguments.FunctionName);
    expect(reconcile.Arguments.Payload).toMatchObject({ mode: 'probe', step: { id: 'a' } });
    expect(step.Arguments.Payload).not.toHaveProperty('mode');
  });

  it.each(['StepStillUnknown', 'PluginTransient', 'Sandbox.Timedout'])(
    'asks again after %s: in 5 minutes, in an hour, and then daily',
    (error) => {
      const retrier = entryFor(reconcile.Retry, error);
      const delays = retrier === undefined ? [] : delaysOf(retrier);
      expect(delays).toEqual([300, 3_600, 43_200, 86_400, 86_400, 86_400, 86_400]);
    },
  );

  it.each([
    ['StepNotApplied', 'a'],
    ['PluginDeclined', FAIL_ORDER],
    ['PluginFailed', FAIL_ORDER],
    ['StepStillUnknown', HOLD_ORDER],
    ['StepRefused', HOLD_ORDER],
    ['Lambda.Unknown', HOLD_ORDER],
    ['States.DataLimitExceeded', HOLD_ORDER],
  ])('leads from %s to "%s"', (error, next) => {
    expect(entryFor(reconcile.Catch ?? [], error)?.Next).toBe(next);
  });

  it('continues with the result of the probe, and without the earlier failure', async () => {
    const result = { Payload: { outcome: 'succeeded', output: { found: true } } };
    expect(reconcile).toMatchObject({ Next: 'b' });
    expect(await evaluate(reconcile.Output, { input: { ...INPUT, failure: { step: 'a' } }, result })).toEqual({
      ...INPUT,
      results: { ...INPUT.results, a: { found: true } },
    });
  });

  it('keeps the failure of the attempt when it gives up', async () => {
    const input = { ...INPUT, failure: { step: 'a', error: 'PluginOutcomeUnknown', cause: '{}' } };
    const errorOutput = { Error: 'StepStillUnknown', Cause: '{}' };
    const gaveUp = entryFor(reconcile.Catch ?? [], 'StepStillUnknown');
    expect(await evaluate(gaveUp?.Output, { input, errorOutput })).toEqual(input);
    const again = entryFor(reconcile.Catch ?? [], 'StepNotApplied');
    expect(await evaluate(again?.Output, { input, errorOutput })).toEqual(INPUT);
  });
});

describe('the wait for a Retry-After', () => {
  it('lasts as long as the partner asked, and leads back to the step', async () => {
    const wait = stateOf(compile('stop', exampleStep('a')), 'a: wait');
    expect(wait).toMatchObject({ Type: 'Wait', Next: 'a' });
    const states = { input: { ...INPUT, wait: { seconds: 37 } } };
    expect(await evaluate('Seconds' in wait ? wait.Seconds : '', states)).toBe(37);
    expect(await evaluate('Output' in wait ? wait.Output : '', states)).toEqual(INPUT);
  });
});

describe('the undo of a run', () => {
  const steps = [
    exampleStep('a', { compensates: true }),
    exampleStep('b', { critical: false, compensates: true }),
    exampleStep('c'),
    exampleStep('d', { compensates: true }),
    exampleStep('e', { critical: false, compensates: true }),
    exampleStep('f', { phase: 'postProcess', critical: false, compensates: true }),
  ];
  const definition = compile('compensate', ...steps);

  /** The states from one on to the end, as they follow when nothing fails. */
  function path(from: string): readonly string[] {
    const state = stateOf(definition, from);
    return [from, ...('Next' in state ? path(state.Next) : [])];
  }

  it.each([
    ['a', ['a: undo']],
    ['c', ['b: undo', 'a: undo']],
    ['d', ['d: undo', 'b: undo', 'a: undo']],
  ])('begins at %s with the step that failed, and goes back to the first', (failed, undone) => {
    const next = entryFor(task(stateOf(definition, failed)).Catch ?? [], 'PluginFailed')?.Next ?? '';
    expect(path(next)).toEqual([...undone, FAIL_ORDER, 'Order failed']);
  });

  it('leaves out steps that are not followed by a critical one', () => {
    expect(Object.keys(definition.States).filter((name) => name.endsWith(': undo'))).toEqual([
      'a: undo',
      'b: undo',
      'd: undo',
    ]);
  });

  it('records a step that cannot be undone, and continues with the next one', async () => {
    const undo = task(stateOf(definition, 'd: undo'));
    const input = { ...INPUT, failure: { step: 'd', error: 'PluginFailed', cause: '{}' } };
    const errorOutput = { Error: 'PluginFailed', Cause: '{"errorMessage":"x"}' };
    for (const error of [
      'PluginFailed',
      'PluginTransient',
      'StepRefused',
      'States.Timeout',
      'States.DataLimitExceeded',
    ])
      expect(entryFor(undo.Catch ?? [], error)?.Next, error).toBe('d: undo failed');
    const noted = task(stateOf(definition, 'd: undo failed'));
    const passed = await evaluate(entryFor(undo.Catch ?? [], 'PluginFailed')?.Output, { input, errorOutput });
    expect(await evaluate(noted.Arguments.Payload, { input: passed })).toEqual({
      action: 'undo-failed',
      orderId: 'order-1',
      run: 1,
      failure: { step: 'd', error: 'PluginFailed', cause: '{"errorMessage":"x"}' },
    });
    expect(noted).toMatchObject({ Next: 'b: undo' });
    expect(await evaluate(noted.Output, { input: passed })).toMatchObject({ failure: input.failure });
  });

  it('is retried after any error, since an undo is idempotent', () => {
    const { Retry } = task(stateOf(definition, 'a: undo'));
    for (const error of ['PluginTransient', 'PluginOutcomeUnknown', 'States.Timeout', 'Sandbox.Timedout', 'StepBusy'])
      expect(entryFor(Retry, error), error).toBeDefined();
    expect(entryFor(Retry, 'PluginFailed')).toBeUndefined();
  });

  it('also follows a probe that finds the step failed', () => {
    const probing = compile('compensate', exampleStep('a', { compensates: true, probes: true }));
    const { Catch = [] } = task(stateOf(probing, 'a: reconcile'));
    expect(entryFor(Catch, 'PluginFailed')?.Next).toBe('a: undo');
    expect(entryFor(Catch, 'StepStillUnknown')?.Next).toBe(HOLD_ORDER);
  });

  it('does not exist if the tenant does not compensate', () => {
    expect(Object.keys(compile('stop', ...steps).States).filter((name) => name.includes('undo'))).toEqual([]);
  });
});
