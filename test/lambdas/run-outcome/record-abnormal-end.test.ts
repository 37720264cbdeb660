import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import {
  createRecordAbnormalEnd,
  type RecordAbnormalEndPorts,
} from '../../../lambdas/run-outcome/record-abnormal-end.ts';
import type { ExecutionState } from '../../../lambdas/step-functions.ts';
import { idlePlugin, type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { DECLINED, type Ending, LOST, ran, sequenceBy } from '../api/operate-orders/operate-world.ts';

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

function settler(ports: Partial<RecordAbnormalEndPorts> = {}) {
  const healed: string[] = [];
  const settle = createRecordAbnormalEnd({
    orders: world.orders,
    steps: world.steps,
    startHeal: async ({ step }) => void healed.push(step.id),
    currentSequence: sequenceBy(world),
    publishEvents: world.publishEvents,
    now: world.now,
    ...ports,
  });
  return { settle, healed };
}

/** Settles as a function does that is killed between its write and what follows from it. */
async function killedAfterItsWrite(orderId: string): Promise<void> {
  const killed = async () => {
    throw new Error('killed');
  };
  const { settle } = settler({ publishEvents: killed, orders: { ...world.orders, markUnpublished: killed } });
  await expect(settle(orderId, 1, ABORTED)).rejects.toThrow('killed');
}

/** Has orders go on without their second step. */
function withoutSecond(): void {
  const { config } = world;
  config.processOrder = config.processOrder.map((step) => ({ ...step, critical: step.name !== 'second' }));
}

const told = () => world.published.map(({ type }) => type);

async function processing(endings: Readonly<Record<string, Ending>>): Promise<OrderRecord> {
  const order = await world.submitted();
  const at = world.now().toISOString();
  await world.orders.changeStatus({ orderId: order.id, run: 1, to: 'processing', events: [], at });
  for (const [step, ending] of Object.entries(endings)) await ran(world, order, step, ending);
  return order;
}

describe('a run whose execution ended without a word', () => {
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
      'after a step that passes',
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
  ])('%s is settled by what its steps say', async (_, endings, status, step, code) => {
    const { id } = await processing(endings);
    const { settle } = settler();
    expect(await settle(id, 1, ABORTED)).toBe(status);
    const order = await world.orders.get(id);
    expect(order).toMatchObject({ status, failure: { step, code }, runs: [{ outcome: status }] });
    expect(world.published.map(({ type }) => type)).toEqual(['order.error', `order.${status}`]);
    expect(await settle(id, 1, ABORTED)).toBe('known');
    expect((await world.orders.get(id))?.events).toHaveLength(3);
  });

  it.each<[string, Ending | undefined]>([
    ['not begun', undefined],
    ['running', { outcome: 'running' }],
    ['waiting', { outcome: 'waiting' }],
    ['declined', { outcome: 'declined', error: DECLINED }],
  ])('holds an order whose critical steps all succeeded, with a step that it can do without %s', async (_, ending) => {
    withoutSecond();
    const { id } = await processing({ first: SUCCEEDED, ...(ending && { second: ending }) });
    expect(await settler().settle(id, 1, ABORTED)).toBe('held');
    const order = await world.orders.get(id);
    expect(order).toMatchObject({ status: 'held', failure: { step: 'second', code: 'outcome_unknown' } });
    expect(told()).toEqual(['order.error', 'order.held']);
  });

  it('fails an order for its critical step, not for one that it can do without', async () => {
    withoutSecond();
    const { id } = await processing({ second: { outcome: 'running' } });
    expect(await settler().settle(id, 1, ABORTED)).toBe('failed');
    expect((await world.orders.get(id))?.failure).toMatchObject({ step: 'first', code: 'step_ended_abnormally' });
  });

  it('keeps what Step Functions said for the operator, and not for the customer', async () => {
    const { id } = await processing({});
    await settler().settle(id, 1, ABORTED);
    const order = await world.orders.get(id);
    const told = JSON.stringify(order?.events.find(({ type }) => type === 'order.error')?.data?.pluginErrorOutput);
    expect(told).toContain('ABORTED (Stopped in the console.) while the step was pending');
    expect(order?.failure?.message).not.toContain('console');
  });

  it('is left as it is when a later run took over, when there is no such order, and when it has its end', async () => {
    const { id } = await processing({});
    const { settle } = settler();
    expect(await settle(id, 2, ABORTED)).toBe('known');
    expect(await settle(`order-${'0'.repeat(32)}`, 1, ABORTED)).toBe('known');
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'cancelled', events: [], at });
    expect(await settle(id, 1, ABORTED)).toBe('known');
    expect((await world.orders.get(id))?.status).toBe('cancelled');
  });

  it('is decided against Complete order by one write', async () => {
    const { id } = await processing({ first: SUCCEEDED, second: SUCCEEDED });
    const at = world.now().toISOString();
    const [settlement, completed] = await Promise.all([
      settler().settle(id, 1, ABORTED),
      world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events: [], at }),
    ]);
    const status = (await world.orders.get(id))?.status;
    expect(status).toBe(completed === undefined ? 'held' : 'complete');
    expect(['held', 'known', 'degraded']).toContain(settlement);
  });

  it.each<[string, Readonly<Record<string, Ending>>]>([
    ['failed', {}],
    ['held', { first: { outcome: 'unknown', error: LOST } }],
  ])('is left to the sweeper when its settler is killed before order.%s is published', async (status, endings) => {
    const { id } = await processing(endings);
    await killedAfterItsWrite(id);
    expect(await world.orders.get(id)).toMatchObject({ status });
    expect(await world.unfinished.unpublished(10)).toEqual([id]);
    expect(await settler().settle(id, 1, ABORTED)).toBe('known');
    expect(await world.unfinished.unpublished(10)).toEqual([id]);
  });

  it('carries no mark once its end is published, and what was marked before it is published with it', async () => {
    const { id } = await processing({});
    await world.orders.markUnpublished(id);
    await settler().settle(id, 1, ABORTED);
    expect(told()).toEqual(['order.submitted', 'order.error', 'order.failed']);
    expect(await world.unfinished.unpublished(10)).toEqual([]);
  });

  it('degrades a complete order with its heal started, though the first settler was killed before both', async () => {
    const { id } = await processing({ first: SUCCEEDED, second: SUCCEEDED });
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events: [], at });
    await killedAfterItsWrite(id);
    expect(await world.unfinished.unpublished(10)).toEqual([id]);
    const { settle, healed } = settler();
    await settle(id, 1, ABORTED);
    expect(healed).toEqual(['after']);
    expect(told()).toEqual(['order.error', 'order.degraded']);
    expect((await world.orders.get(id))?.events).toHaveLength(3);
  });

  it('leaves a complete order degraded by the steps after it that did not end, and has them healed', async () => {
    const { id } = await processing({ first: SUCCEEDED, second: SUCCEEDED });
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events: [], at });
    const { settle, healed } = settler();
    expect(await settle(id, 1, { status: 'TIMED_OUT' })).toBe('degraded');
    expect(await world.orders.get(id)).toMatchObject({ status: 'complete', degraded: ['after'] });
    expect(healed).toEqual(['after']);
    expect(await settle(id, 1, { status: 'TIMED_OUT' })).toBe('known');
  });

  it('needs nothing when the execution of a complete order succeeded', async () => {
    const { id } = await processing({ first: SUCCEEDED, second: SUCCEEDED });
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events: [], at });
    expect(await settler().settle(id, 1, { status: 'SUCCEEDED' })).toBe('known');
    expect((await world.orders.get(id))?.degraded).toEqual([]);
  });
});
