import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../../../cli/restore/evidence.ts';
import { runStepsOf, stateStepsOf } from '../../../cli/restore/state-steps.ts';
import { newOrderId } from '../../../core/order/order-ids.ts';
import { compileSequence } from '../../../state-machines/compile-sequence.ts';
import { healDefinition } from '../../../state-machines/heal.ts';
import { undoDefinition } from '../../../state-machines/undo.ts';
import { exampleSequence, exampleStep } from '../../state-machines/example-sequences.ts';

const orderId = newOrderId();
const SINCE = new Date('2026-03-02T10:00:00.000Z');
const SEQUENCE = exampleSequence(exampleStep('crm', { probes: true }), exampleStep('billing'));
const steps = stateStepsOf(JSON.stringify(compileSequence(SEQUENCE)));

const minute = (number: number): Date => new Date(SINCE.getTime() + number * 60_000);
const entered = (at: number, name: string, input: object = {}): HistoryEvent => ({
  id: 0,
  type: 'TaskStateEntered',
  timestamp: minute(at),
  stateEnteredEventDetails: { name, input: JSON.stringify({ orderId, run: 1, results: {}, ...input }) },
});
const event = (at: number, type: string, details: object = {}): HistoryEvent =>
  ({ id: 0, type, timestamp: minute(at), ...details }) as HistoryEvent;
const answered = (at: number, output: object): HistoryEvent =>
  event(at, 'TaskSucceeded', { taskSucceededEventDetails: { output: JSON.stringify(output) } });
const failed = (at: number, error: string): HistoryEvent =>
  event(at, 'TaskFailed', { taskFailedEventDetails: { error } });
const ends = (events: readonly HistoryEvent[], of = steps) =>
  evidenceOf(events, of, SINCE).map(({ step, kind, end, output }) => [step.id, kind, end, output]);

describe('the history of a run', () => {
  it('says what each step did since the restore point, and nothing about the time before', () => {
    const output = { crmId: '1' };
    const history = [
      entered(-2, 'crm'),
      event(-2, 'TaskScheduled'),
      answered(-1, { Payload: { outcome: 'succeeded', output } }),
      entered(-1, 'billing'),
      event(-1, 'TaskScheduled'),
      answered(1, { Payload: { outcome: 'succeeded', output } }),
    ];
    expect(ends(history)).toEqual([['billing', 'run', 'succeeded', output]]);
    expect(evidenceOf(history, steps, SINCE)).toMatchObject([
      { orderId, run: 1, startedAt: minute(-1).toISOString(), step: { name: 'calloutPlugin', phase: 'process' } },
    ]);
  });

  it.each([
    ['PluginDeclined', 'none'],
    ['Lambda.TooManyRequestsException', 'none'],
    ['StepBusy', 'none'],
    ['PluginOutcomeUnknown', 'lost'],
    ['Lambda.Unknown', 'lost'],
    ['States.Timeout', 'lost'],
    ['PartnerUnavailable', 'lost'],
  ])('takes %s for %s', (error, end) => {
    expect(ends([entered(0, 'crm'), event(0, 'TaskScheduled'), failed(1, error)])).toEqual([
      ['crm', 'run', end, undefined],
    ]);
  });

  it('takes an attempt without an end for lost, and one that was submitted for waiting', () => {
    const begun = [entered(0, 'crm'), event(0, 'TaskScheduled')];
    expect(ends([...begun, event(1, 'ExecutionAborted')])).toEqual([['crm', 'run', 'lost', undefined]]);
    expect(ends([...begun, event(1, 'TaskSubmitted')])).toEqual([['crm', 'run', 'waiting', undefined]]);
    const callback = answered(2, { outcome: 'succeeded', output: { by: 'ada' } });
    expect(ends([...begun, event(1, 'TaskSubmitted'), callback])).toEqual([['crm', 'run', 'succeeded', { by: 'ada' }]]);
  });

  it('knows probes, and skips states that call no step', () => {
    const history = [
      entered(0, 'crm: reconcile'),
      event(0, 'TaskScheduled'),
      answered(0, { Payload: { outcome: 'skipped', output: {} } }),
      entered(1, 'Complete order'),
      event(1, 'TaskScheduled'),
      answered(1, { Payload: { status: 'complete' } }),
    ];
    expect(ends(history)).toEqual([['crm', 'probe', 'none', undefined]]);
    expect(runStepsOf(steps).map(({ id }) => id)).toEqual(['crm', 'billing']);
    expect(steps.version).toBe(SEQUENCE.version);
  });
});

describe('the machines that heal and undo', () => {
  const [billing] = SEQUENCE.steps.slice(1);

  it.each([
    ['heal', healDefinition(['plugin-callout-plugin', 'complete-order'])],
    ['undo', undoDefinition(['plugin-callout-plugin', 'complete-order'])],
  ])('have the step of a %s in the input', (kind, definition) => {
    const ofMachine = stateStepsOf(JSON.stringify(definition));
    const [state = ''] = ofMachine.calls.keys();
    const history = [entered(0, state, { step: billing }), event(0, 'TaskScheduled'), failed(1, 'PluginFailed')];
    expect(ends(history, ofMachine)).toEqual([['billing', kind, 'none', undefined]]);
  });
});
