import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PluginFailed, PluginTransient } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { AttemptKind } from '../../../core/order/step-status.ts';
import { OrderContended } from '../../../lambdas/order-store/change-order.ts';
import { type CompleteOrderPorts, createCompleteOrder } from '../../../lambdas/run-outcome/complete-order.ts';
import { attemptErrorOf } from '../../../lambdas/step-host/classify-error.ts';
import { afterPartialEffect } from '../../../plugins/kit/partial-effect.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { exampleStep } from '../../state-machines/example-sequences.ts';
import { operation } from '../api/operate-orders/operate-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

function completion(ports: Partial<CompleteOrderPorts> = {}) {
  return createCompleteOrder({ ...world, ...ports });
}

/** Stores a processing order whose step ended an attempt with an error. */
async function orderWith(error: Error, kind: AttemptKind = 'run'): Promise<string> {
  const { id } = await world.submitted();
  const at = world.now().toISOString();
  await world.orders.changeStatus({ orderId: id, run: 1, to: 'processing', events: [], at });
  const step = { id: 'first', name: 'first', service: 'test', effect: 'idempotent' } as const;
  const runClaim = await world.steps.claim({ orderId: id, run: 1, step, now: at, leaseUntil: at });
  if (runClaim === undefined) throw new TypeError('Expected to get the claim.');
  const recorded = attemptErrorOf(error as PluginFailed);
  const ended = { run: 1, startedAt: at, outcome: 'failed', error: recorded } as const;
  await world.steps.finish({ orderId: id, claimed: runClaim, attempt: ended });
  if (kind === 'undo') {
    const claimed = await world.steps.claim({ orderId: id, run: 1, step, kind, now: at, leaseUntil: at });
    if (claimed === undefined) throw new TypeError('Expected to get the claim.');
    const undone = { ...ended, kind, error: attemptErrorOf(new PluginFailed('Locked.', { code: 'locked' })) };
    await world.steps.finish({ orderId: id, claimed, attempt: undone, status: 'undo-failed' });
  }
  return id;
}

const failure = { step: 'first', error: 'PluginFailed', cause: '' };
const publishedTypes = (orderId: string) =>
  world.published.filter((event) => event.orderId === orderId).map(({ type }) => type);
const heal = { step: exampleStep('first', { critical: false }), results: {} };

describe('a step that degrades its order', () => {
  it('no longer parks it: its patience is over', async () => {
    const orderId = await orderWith(new PluginTransient('Down.'));
    const order = await world.orders.get(orderId);
    if (order === undefined) throw new TypeError('Expected an order.');
    const at = world.now().toISOString();
    const wait = { connection: 'crm', code: 'down', reason: 'Please wait.', since: at, until: at, times: 1 };
    const parked = { step: 'first', mode: 'run', taskToken: 'token', ...wait } as const;
    await world.orders.park({ order, run: 1, parked, events: [] });
    expect(await world.unfinished.underWay(new Date('2027-01-01'))).not.toContain(orderId);
    const note = { action: 'note-failure', orderId, run: 1, failure, heal } as const;
    await completion()(note);
    await completion()(note);
    expect(await world.orders.get(orderId)).not.toHaveProperty('parked');
    expect((await world.orders.get(orderId))?.degraded).toEqual(['first']);
    expect(await world.unfinished.underWay(new Date('2027-01-01'))).toContain(orderId);
  });

  it('gets the same heal, however often the failure is recorded', async () => {
    const orderId = await orderWith(new PluginFailed('No mapping.'));
    const note = { action: 'note-failure', orderId, run: 1, failure, heal } as const;
    await completion()(note);
    await completion()(note);
    const heals = world.heals.filter((healing) => healing.orderId === orderId);
    expect(heals).toMatchObject([
      { run: 1, trigger: 1 },
      { run: 1, trigger: 1 },
    ]);
    expect((await world.orders.get(orderId))?.degraded).toEqual(['first']);
  });

  it('is not healed in an order that is no longer running', async () => {
    const orderId = await orderWith(new PluginFailed('No mapping.'));
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId, run: 1, to: 'cancelled', events: [], at });
    await completion()({ action: 'note-failure', orderId, run: 1, failure, heal });
    expect(world.heals.filter((healing) => healing.orderId === orderId)).toEqual([]);
  });

  it('makes the state machine report the failure again if the heal cannot be started', async () => {
    const orderId = await orderWith(new PluginFailed('No mapping.'));
    const note = { action: 'note-failure', orderId, run: 1, failure, heal } as const;
    const startHeal = async () => {
      throw new Error('Throttled.');
    };
    await expect(completion({ startHeal })(note)).rejects.toThrow('Throttled.');
    await completion()(note);
    expect(world.heals.filter((healing) => healing.orderId === orderId)).toHaveLength(1);
    expect(publishedTypes(orderId)).toEqual(['order.error', 'order.degraded', 'order.error', 'order.degraded']);
  });

  it.each<[string, JsonObject]>([
    ['skip', { reason: 'Sent by hand.' }],
    ['complete', { reason: 'Sent by hand.', output: {} }],
  ])("keeps an operator's decision (%s) if its failure is recorded again", async (decision, body) => {
    const orderId = await orderWith(new PluginFailed('No mapping.'));
    const note = { action: 'note-failure', orderId, run: 1, failure, heal } as const;
    const publishEvents = async () => {
      throw new Error('the bus is down');
    };
    await expect(completion({ publishEvents })(note)).rejects.toThrow('the bus is down');
    await operation(world).send(`/${orderId}/steps/first/${decision}`, body);
    const decided = await world.orders.get(orderId);
    expect(decided).toMatchObject({ degraded: [] });
    await completion()(note);
    expect(await world.orders.get(orderId)).toEqual(decided);
    expect(world.heals.filter((healing) => healing.orderId === orderId)).toEqual([]);
  });

  const busy = new PluginTransient('429', { code: 'too_many_requests', retryAfterSeconds: 3600 });

  it.each([
    ['before', 'too_many_requests', busy],
    ['after', 'outcome_unknown', afterPartialEffect(busy, 'The account was created')],
  ])("reports the partner's error if it asked to wait %s a partial effect", async (_, code, error) => {
    const orderId = await orderWith(error as Error);
    const cause = JSON.stringify({ errorType: 'PluginRetryLater', errorMessage: '{"seconds":3600}' });
    const reported = { step: 'first', error: 'PluginRetryLater', cause };
    await completion()({ action: 'note-failure', orderId, run: 1, failure: reported, heal });
    const order = await world.orders.get(orderId);
    expect(order?.events.at(-1)?.data).toEqual({ step: 'first', code });
    const output = JSON.stringify(order?.events.at(-2)?.data?.pluginErrorOutput);
    expect(output).toContain((error as Error).message);
    expect(world.heals.find((healing) => healing.orderId === orderId)).toMatchObject({ waitSeconds: 3600 });
  });
});

describe('a step that was healed', () => {
  async function degradedOrder(): Promise<string> {
    const orderId = await orderWith(new PluginFailed('No mapping.'));
    await completion()({ action: 'note-failure', orderId, run: 1, failure, heal });
    return orderId;
  }

  it('is removed from the degraded steps and published under one id, however often it is recorded', async () => {
    const orderId = await degradedOrder();
    const note = { action: 'healed', orderId, run: 1, step: 'first' } as const;
    expect(await completion()(note)).toEqual({ status: 'processing', orderType: 'new', error: '', cause: '' });
    await completion()(note);
    const order = await world.orders.get(orderId);
    expect(order?.degraded).toEqual([]);
    expect(order?.events.map(({ type }) => type)).toEqual([
      'order.submitted',
      'order.error',
      'order.degraded',
      'order.healed',
    ]);
    expect(publishedTypes(orderId).filter((type) => type === 'order.healed')).toHaveLength(2);
    const healings = world.published.filter((event) => event.orderId === orderId && event.type === 'order.healed');
    expect(new Set(healings.map(({ id }) => id)).size).toBe(1);
  });

  it('stays degraded if a later run started', async () => {
    const orderId = await degradedOrder();
    await completion()({ action: 'healed', orderId, run: 2, step: 'first' });
    expect((await world.orders.get(orderId))?.degraded).toEqual(['first']);
  });

  it('is removed while another one is added', async () => {
    const orderId = await degradedOrder();
    const second = { ...failure, step: 'second' };
    await Promise.all([
      completion()({ action: 'healed', orderId, run: 1, step: 'first' }),
      completion()({ action: 'note-failure', orderId, run: 1, failure: second, heal }),
    ]);
    expect((await world.orders.get(orderId))?.degraded).toEqual(['second']);
  });

  it('is retried later if the order keeps changing', async () => {
    const orderId = await degradedOrder();
    const orders = { ...world.orders, clearDegraded: async () => undefined };
    const note = completion({ orders })({ action: 'healed', orderId, run: 1, step: 'first' });
    await expect(note).rejects.toBeInstanceOf(OrderContended);
  });
});

describe('a step that could not be undone', () => {
  it('is published as an error of the undo once, however often it is recorded, and the order continues', async () => {
    const orderId = await orderWith(new PluginFailed('No mapping.'), 'undo');
    const note = { action: 'undo-failed', orderId, run: 1, failure } as const;
    await completion()(note);
    await completion()(note);
    const order = await world.orders.get(orderId);
    expect(order?.status).toBe('processing');
    expect(order?.events.filter(({ type }) => type === 'order.error')).toMatchObject([
      { data: { step: 'first', code: 'locked', undo: true, critical: true } },
    ]);
  });

  it('does not hide why the order failed', async () => {
    const orderId = await orderWith(new PluginFailed('No mapping.', { code: 'no_mapping' }), 'undo');
    await completion()({ action: 'undo-failed', orderId, run: 1, failure });
    await completion()({ action: 'fail', orderId, run: 1, failure });
    const order = await world.orders.get(orderId);
    expect(order).toMatchObject({ status: 'failed', failure: { step: 'first', code: 'no_mapping' } });
    expect(order?.events.map(({ type }) => type)).toEqual([
      'order.submitted',
      'order.error',
      'order.error',
      'order.failed',
    ]);
  });
});
