import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import {
  createRecordAbnormalEnd,
  type RecordAbnormalEndPorts,
} from '../../../lambdas/run-outcome/record-abnormal-end.ts';
import type { ExecutionState } from '../../../lambdas/step-functions.ts';
import { idlePlugin, type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { DECLINED, type Ending, LOST, runStep, sequenceBy } from '../api/operate-orders/operate-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld([idlePlugin('first'), idlePlugin('second'), idlePlugin('after')]);
  const [first, second, after] = world.config.processOrder;
  if (first === undefined || second === undefined || after === undefined) throw new TypeError('Expected three steps.');
  world.config.processOrder = [first, second];
  world.config.postProcessOrder = [{ ...after, critical: false }];
});
afterEach(() => world.close());

const ABORTED: ExecutionState = { status: 'ABORTED', cause: 'Stopped in the console.' };
const SUCCEEDED: Ending = { outcome: 'succeeded', output: {} };

function abnormalEnd(ports: Partial<RecordAbnormalEndPorts> = {}) {
  const healed: string[] = [];
  const record = createRecordAbnormalEnd({
    orders: world.orders,
    steps: world.steps,
    leaveLanes: world.leaveLanes,
    startHeal: async ({ step }) => void healed.push(step.id),
    currentSequence: sequenceBy(world),
    publishEvents: world.publishEvents,
    now: world.now,
    ...ports,
  });
  return { record, healed };
}

/** Records an end like a function that is killed right after its write. */
async function recordEndAndCrash(orderId: string): Promise<void> {
  const killed = async () => {
    throw new Error('killed');
  };
  const { record } = abnormalEnd({ publishEvents: killed, orders: { ...world.orders, markUnpublished: killed } });
  await expect(record(orderId, 1, ABORTED)).rejects.toThrow('killed');
}

/** Makes the second step non-critical. */
function makeSecondNonCritical(): void {
  const { config } = world;
  config.processOrder = config.processOrder.map((step) => ({ ...step, critical: step.name !== 'second' }));
}

const publishedTypes = () => world.published.map(({ type }) => type);

async function processing(endings: Readonly<Record<string, Ending>>): Promise<OrderRecord> {
  const order = await world.submitted();
  const at = world.now().toISOString();
  await world.orders.changeStatus({ orderId: order.id, run: 1, to: 'processing', events: [], at });
  for (const [step, ending] of Object.entries(endings)) await runStep(world, order, step, ending);
  return order;
}

describe('a run whose execution ended without recording it', () => {
  it.each<[string, Readonly<Record<string, Ending>>, string, string, string]>([
    ['before its first step', {}, 'failed', 'first', 'step_ended_abnormally'],
    ['between two steps', { first: SUCCEEDED }, 'failed', 'second', 'step_ended_abnormally'],
    [
      'after a step that was declined',
      { first: { outcome: 'declined', error: DECLINED } },
      'failed',
      'first',
      'card_declined',
    ],
    [
      'after a transient error',
      { first: { outcome: 'transient', error: { ...DECLINED, name: 'PluginTransient', code: 'busy' } } },
      'failed',
      'first',
      'busy',
    ],
    [
      'after a lost reply',
      { first: SUCCEEDED, second: { outcome: 'unknown', error: LOST } },
      'held',
      'second',
      'outcome_unknown',
    ],
    ['in the middle of a call', { first: { outcome: 'running' } }, 'held', 'first', 'outcome_unknown'],
    ['after its last critical step', { first: SUCCEEDED, second: SUCCEEDED }, 'held', 'second', 'outcome_unknown'],
  ])('%s ends as the status of its steps requires', async (_, endings, status, step, code) => {
    const { id } = await processing(endings);
    const { record } = abnormalEnd();
    expect(await record(id, 1, ABORTED)).toBe(status);
    const order = await world.orders.get(id);
    expect(order).toMatchObject({ status, failure: { step, code }, runs: [{ outcome: status }] });
    expect(world.published.map(({ type }) => type)).toEqual(['order.error', `order.${status}`]);
    expect(await record(id, 1, ABORTED)).toBe('known');
    expect((await world.orders.get(id))?.events).toHaveLength(3);
  });

  it.each<[string, Ending | undefined]>([
    ['not started', undefined],
    ['running', { outcome: 'running' }],
    ['waiting', { outcome: 'waiting' }],
    ['declined', { outcome: 'declined', error: DECLINED }],
  ])('holds an order whose critical steps all succeeded, with a non-critical step %s', async (_, ending) => {
    makeSecondNonCritical();
    const { id } = await processing({ first: SUCCEEDED, ...(ending && { second: ending }) });
    expect(await abnormalEnd().record(id, 1, ABORTED)).toBe('held');
    const order = await world.orders.get(id);
    expect(order).toMatchObject({ status: 'held', failure: { step: 'second', code: 'outcome_unknown' } });
    expect(publishedTypes()).toEqual(['order.error', 'order.held']);
  });

  it('fails an order because of its critical step, not a non-critical one', async () => {
    makeSecondNonCritical();
    const { id } = await processing({ second: { outcome: 'running' } });
    expect(await abnormalEnd().record(id, 1, ABORTED)).toBe('failed');
    expect((await world.orders.get(id))?.failure).toMatchObject({ step: 'first', code: 'step_ended_abnormally' });
  });

  it('shows the cause from Step Functions to the operator, not to the customer', async () => {
    const { id } = await processing({});
    await abnormalEnd().record(id, 1, ABORTED);
    const order = await world.orders.get(id);
    const output = JSON.stringify(order?.events.find(({ type }) => type === 'order.error')?.data?.pluginErrorOutput);
    expect(output).toContain('ABORTED (Stopped in the console.) while the step was pending');
    expect(order?.failure?.message).not.toContain('console');
  });

  it('is ignored if a later run started, the order is missing, or its end is recorded', async () => {
    const { id } = await processing({});
    const { record } = abnormalEnd();
    expect(await record(id, 2, ABORTED)).toBe('known');
    expect(await record(`order-${'0'.repeat(32)}`, 1, ABORTED)).toBe('known');
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'cancelled', events: [], at });
    expect(await record(id, 1, ABORTED)).toBe('known');
    expect((await world.orders.get(id))?.status).toBe('cancelled');
  });

  it('competes with Complete order by one conditional write', async () => {
    const { id } = await processing({ first: SUCCEEDED, second: SUCCEEDED });
    const at = world.now().toISOString();
    const [recorded, completed] = await Promise.all([
      abnormalEnd().record(id, 1, ABORTED),
      world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events: [], at }),
    ]);
    const status = (await world.orders.get(id))?.status;
    expect(status).toBe(completed === undefined ? 'held' : 'complete');
    expect(['held', 'known', 'degraded']).toContain(recorded);
  });

  it.each<[string, Readonly<Record<string, Ending>>]>([
    ['failed', {}],
    ['held', { first: { outcome: 'unknown', error: LOST } }],
  ])('is left to the sweeper if the function is killed before order.%s is published', async (status, endings) => {
    const { id } = await processing(endings);
    await recordEndAndCrash(id);
    expect(await world.orders.get(id)).toMatchObject({ status });
    expect(await world.unfinished.unpublished(10)).toEqual([id]);
    expect(await abnormalEnd().record(id, 1, ABORTED)).toBe('known');
    expect(await world.unfinished.unpublished(10)).toEqual([id]);
  });

  it('has no mark after its end is published, and earlier marked events are published with it', async () => {
    const { id } = await processing({});
    await world.orders.markUnpublished(id);
    await abnormalEnd().record(id, 1, ABORTED);
    expect(publishedTypes()).toEqual(['order.submitted', 'order.error', 'order.failed']);
    expect(await world.unfinished.unpublished(10)).toEqual([]);
  });

  it('degrades a complete order and starts the heal, although the first function was killed before that', async () => {
    const { id } = await processing({ first: SUCCEEDED, second: SUCCEEDED });
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events: [], at });
    await recordEndAndCrash(id);
    expect(await world.unfinished.unpublished(10)).toEqual([id]);
    const { record, healed } = abnormalEnd();
    await record(id, 1, ABORTED);
    expect(healed).toEqual(['after']);
    expect(publishedTypes()).toEqual(['order.error', 'order.degraded']);
    expect((await world.orders.get(id))?.events).toHaveLength(3);
  });

  it('degrades a complete order with unfinished post-process steps, and heals them', async () => {
    const { id } = await processing({ first: SUCCEEDED, second: SUCCEEDED });
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events: [], at });
    const { record, healed } = abnormalEnd();
    expect(await record(id, 1, { status: 'TIMED_OUT' })).toBe('degraded');
    expect(await world.orders.get(id)).toMatchObject({ status: 'complete', degraded: ['after'] });
    expect(healed).toEqual(['after']);
    expect(await record(id, 1, { status: 'TIMED_OUT' })).toBe('known');
  });

  it('changes nothing if the execution of a complete order succeeded', async () => {
    const { id } = await processing({ first: SUCCEEDED, second: SUCCEEDED });
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events: [], at });
    expect(await abnormalEnd().record(id, 1, { status: 'SUCCEEDED' })).toBe('known');
    expect((await world.orders.get(id))?.degraded).toEqual([]);
  });
});
