import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import type { StepRecord } from '../../../core/order/order-record.ts';
import type { StepStatus } from '../../../core/order/step-status.ts';
import type { Sequence } from '../../../core/sequence/sequence.ts';
import { createUndoSteps } from '../../../lambdas/order-runs/cancellation.ts';
import { createStartStateMachine } from '../../../lambdas/step-functions.ts';
import { storedOrder } from '../api/stored-order.ts';
import { sampleSequence } from './sample-sequence.ts';

const PREFIX = 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-';
const order = storedOrder(1, { status: 'cancelled' });

function record(stepId: string, status: StepStatus, more: Partial<StepRecord> = {}): StepRecord {
  const output = status === 'succeeded' ? { output: { id: stepId } } : {};
  return { stepId, plugin: stepId, service: 'test', status, run: 1, leaseUntil: '', attempts: [], ...output, ...more };
}

function undo(steps: readonly StepRecord[], onCriticalFailure: Sequence['onCriticalFailure'] = 'compensate') {
  const client = new SFNClient({ region: 'eu-west-1' });
  const calls = mockClient(client);
  calls.on(StartExecutionCommand).resolves({});
  const undoSteps = createUndoSteps(createStartStateMachine(client, PREFIX), {
    orders: { getWithSteps: async () => ({ order, steps, payloadReads: [], deliveries: [] }) },
    currentSequence: async () => ({
      sequence: sampleSequence({ onCriticalFailure }),
      facts: { orderType: 'new', processingType: 'standard', offerTypes: [] },
      why: [],
      configVersion: '000000000000',
    }),
  });
  return { calls, undoSteps };
}

describe('createUndoSteps', () => {
  it('undoes the steps that may have had an effect, the last one first', async () => {
    const { calls, undoSteps } = undo([
      record('crm', 'succeeded'),
      record('billing', 'running'),
      record('mail', 'succeeded'),
      record('access', 'skipped'),
    ]);
    await undoSteps(order);
    const input = calls.commandCalls(StartExecutionCommand)[0]?.args[0].input;
    expect(input).toMatchObject({ stateMachineArn: `${PREFIX}undo`, name: `${order.id}-r1` });
    expect(JSON.parse(input?.input ?? '')).toMatchObject({
      orderId: order.id,
      run: 1,
      results: { crm: { id: 'crm' }, mail: { id: 'mail' } },
      steps: [
        { function: 'plugin-billing', step: { id: 'billing' } },
        { function: 'plugin-crm', step: { id: 'crm' } },
      ],
    });
  });

  it.each<[string, readonly StepRecord[], Sequence['onCriticalFailure']]>([
    ['the tenant does not compensate', [record('crm', 'succeeded')], 'stop'],
    [
      'every step is undone',
      [record('crm', 'undone'), record('billing', 'skipped'), record('access', 'undone')],
      'compensate',
    ],
  ])('starts nothing if %s', async (_, steps, onCriticalFailure) => {
    const { calls, undoSteps } = undo(steps, onCriticalFailure);
    await undoSteps(order);
    expect(calls.calls()).toEqual([]);
  });

  it.each<[string, readonly StepRecord[], readonly string[]]>([
    ['none was started', [], ['crm']],
    ['one has ended', [record('crm', 'succeeded')], ['billing', 'crm']],
    ['the one that ended left nothing', [record('crm', 'skipped')], ['billing']],
  ])('includes the next step, which a host may be about to start, if %s', async (_, steps, expected) => {
    const { calls, undoSteps } = undo(steps);
    await undoSteps(order);
    const input = JSON.parse(calls.commandCalls(StartExecutionCommand)[0]?.args[0].input.input ?? '{}');
    expect(input.steps).toMatchObject(expected.map((id) => ({ step: { id } })));
  });

  it.each<[string, readonly StepRecord[], readonly string[]]>([
    ['was undone in an earlier run', [record('crm', 'undone')], ['crm']],
    ['was skipped in an earlier run', [record('crm', 'skipped')], ['crm']],
    [
      'follows one that was undone in this run',
      [record('crm', 'undone', { run: 2 }), record('billing', 'undone')],
      ['billing'],
    ],
    [
      'follows one that was marked as undone in this run',
      [record('crm', 'skipped', { run: 2 }), record('billing', 'undone')],
      ['billing'],
    ],
    [
      'follows one that an operator skipped',
      [
        record('crm', 'skipped', { completedBy: { by: 'ada', at: '', reason: 'by hand' } }),
        record('billing', 'succeeded', { run: 2 }),
        record('access', 'undone'),
      ],
      ['access', 'billing'],
    ],
  ])('includes the next step of a resumed order, which %s', async (_, steps, expected) => {
    const { calls, undoSteps } = undo(steps);
    const [run] = order.runs;
    await undoSteps({ ...order, runs: run === undefined ? [] : [run, { ...run, number: 2 }] });
    const { input, name } = calls.commandCalls(StartExecutionCommand)[0]?.args[0].input ?? {};
    expect(name).toBe(`${order.id}-r2`);
    expect(JSON.parse(input ?? '{}')).toMatchObject({ run: 2, steps: expected.map((id) => ({ step: { id } })) });
  });

  it('accepts an undo that was started before, and rethrows other errors', async () => {
    const { calls, undoSteps } = undo([record('crm', 'succeeded')]);
    calls
      .on(StartExecutionCommand)
      .rejectsOnce(new ExecutionAlreadyExists({ message: 'exists', $metadata: {} }))
      .rejects(new Error('no connection'));
    await expect(undoSteps(order)).resolves.toBeUndefined();
    await expect(undoSteps(order)).rejects.toThrow('no connection');
  });
});
