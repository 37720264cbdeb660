import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PluginDeclined } from '../../../core/errors/plugin-errors.ts';
import { newOrderId } from '../../../core/order/order-ids.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import { type CompleteOrderPorts, createCompleteOrder } from '../../../lambdas/run-outcome/complete-order.ts';
import { type OutcomeEvent, outcomeEventSchema } from '../../../lambdas/run-outcome/outcome-event.ts';
import { attemptErrorOf } from '../../../lambdas/step-host/classify-error.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { exampleStep } from '../../state-machines/example-sequences.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

/** The function over the world, with what it writes counted. */
function completion(ports: Partial<CompleteOrderPorts> = {}) {
  const { orders, steps, publishEvents, startHeal, now } = world;
  return createCompleteOrder({ orders, steps, publishEvents, startHeal, now, ...ports });
}

/** Publishes nothing, as often as it is told, and then as the world does. */
function failingFor(times: number): CompleteOrderPorts['publishEvents'] {
  let left = times;
  return async (events) => {
    left -= 1;
    if (left >= 0) throw new Error('the bus is down');
    await world.publishEvents(events);
  };
}

const failed = (orderId: string, action: 'fail' | 'hold' | 'note-failure', step = 'first', run = 1): OutcomeEvent => {
  const failure = { step, error: action === 'hold' ? 'States.Timeout' : 'PluginDeclined', cause: '' };
  return action === 'note-failure'
    ? { action, orderId, run, failure, heal: { step: exampleStep(step), results: {} } }
    : { action, orderId, run, failure };
};

/** Stores an order at work whose step recorded that the card was declined. */
async function declinedOrder(step = 'first'): Promise<OrderRecord> {
  const order = await world.submitted();
  const at = world.now().toISOString();
  await world.orders.changeStatus({ orderId: order.id, run: 1, to: 'processing', events: [], at });
  await recordDecline(order.id, step);
  return order;
}

async function recordDecline(orderId: string, id: string): Promise<void> {
  const at = world.now().toISOString();
  const step = { id, name: id, service: 'test', effect: 'idempotent' } as const;
  const claimed = await world.steps.claim({ orderId, run: 1, step, now: at, leaseUntil: at });
  if (claimed === undefined) throw new TypeError('Expected to get the claim.');
  const error = attemptErrorOf(
    new PluginDeclined('card_declined', 'Your card was declined.', { message: `51 at ${id}` }),
  );
  await world.steps.finish({ orderId, claimed, attempt: { run: 1, startedAt: at, outcome: 'declined', error } });
}

const told = (orderId: string) => world.published.filter((event) => event.orderId === orderId);

describe('an order that is complete', () => {
  it('is written and told of', async () => {
    const { id } = await world.submitted();
    expect(await completion()({ action: 'complete', orderId: id, run: 1 })).toEqual({
      status: 'complete',
      orderType: 'new',
      error: '',
      cause: '',
    });
    const order = await world.orders.get(id);
    expect(order).toMatchObject({ status: 'complete', runs: [{ outcome: 'complete' }] });
    expect(told(id)).toMatchObject([{ id: `${id}#2`, type: 'order.completed', sequence: 2, data: {} }]);
  });

  it('takes the failure of a post-process step without being less complete', async () => {
    const { id } = await declinedOrder();
    await completion()({ action: 'complete', orderId: id, run: 1 });
    const answer = await completion()(failed(id, 'note-failure'));
    expect(answer).toMatchObject({ status: 'complete', error: 'PluginDeclined' });
    expect(await world.orders.get(id)).toMatchObject({ status: 'complete', degraded: ['first'] });
    expect(told(id).map((event) => [event.sequence, event.type])).toEqual([
      [2, 'order.completed'],
      [3, 'order.error'],
      [4, 'order.degraded'],
    ]);
  });
});

describe('an order that ends badly', () => {
  it('is failed with the story of its step: for the customer, and in full for those who look into it', async () => {
    const { id } = await declinedOrder();

    expect(await completion()(failed(id, 'fail'))).toEqual({
      status: 'failed',
      orderType: 'new',
      error: 'PluginDeclined',
      cause: 'card_declined: Your card was declined.',
    });

    const failure = { step: 'first', code: 'card_declined', message: 'Your card was declined.' };
    expect(await world.orders.get(id)).toMatchObject({ status: 'failed', failure, runs: [{ outcome: 'failed' }] });
    expect(told(id)).toMatchObject([
      {
        sequence: 2,
        type: 'order.error',
        data: {
          eventId: id.replace('order-', 'event-'),
          processEventId: id.replace('order-', 'process_event-'),
          event: { message: 'Order Received', type: 'order.new' },
          step: 'first',
          critical: true,
          pluginErrorOutput: [{ name: 'first', message: '51 at first' }],
        },
      },
      { sequence: 3, type: 'order.failed', data: failure },
    ]);
    expect((await world.orders.get(id))?.events[0]?.type).toBe('order.submitted');
  });

  it('is held after a timeout, without a record of its step, and the customer is not asked to order again', async () => {
    const { id } = await world.submitted();
    expect(await completion()(failed(id, 'hold'))).toMatchObject({ status: 'held', error: 'States.Timeout' });
    const order = await world.orders.get(id);
    expect(order?.failure).toMatchObject({ code: 'outcome_unknown', message: expect.stringMatching(/do not submit/) });
    expect(told(id).map((event) => event.type)).toEqual(['order.error', 'order.held']);
  });

  it('tells of every plugin error of the run so far', async () => {
    const { id } = await declinedOrder();
    await recordDecline(id, 'second');
    await completion()(failed(id, 'note-failure'));
    await completion()(failed(id, 'fail', 'second'));
    const errors = told(id).filter((event) => event.type === 'order.error');
    expect(errors.map((event) => [event.data.step, event.data.critical, event.data.pluginErrorOutput])).toEqual([
      ['first', false, [{ name: 'first', message: '51 at first' }]],
      [
        'second',
        true,
        [
          { name: 'first', message: '51 at first' },
          { name: 'second', message: '51 at second' },
        ],
      ],
    ]);
  });
});

describe('an outcome that is sent twice', () => {
  const outcomes: readonly ((orderId: string) => OutcomeEvent)[] = [
    (orderId) => ({ action: 'complete', orderId, run: 1 }),
    (orderId) => failed(orderId, 'fail'),
    (orderId) => failed(orderId, 'hold'),
    (orderId) => failed(orderId, 'note-failure'),
  ];

  it.each(outcomes.map((outcome) => [outcome('').action, outcome] as const))(
    'is written once and published again with the same ids: %s',
    async (_, outcome) => {
      const { id } = await declinedOrder();
      const first = await completion()(outcome(id));
      const written = await world.orders.get(id);
      const published = [...told(id)];
      world.advance(5);

      expect(await completion()(outcome(id))).toEqual(first);

      expect(await world.orders.get(id)).toEqual(written);
      expect(told(id)).toEqual([...published, ...published]);
    },
  );

  it.each(outcomes.map((outcome) => [outcome('').action, outcome] as const))(
    'is published by the second when the bus was down for the first: %s',
    async (_, outcome) => {
      const { id } = await declinedOrder();
      const complete = completion({ publishEvents: failingFor(1) });

      await expect(complete(outcome(id))).rejects.toThrow('the bus is down');
      expect(told(id)).toEqual([]);
      expect(await world.unfinished.unpublished(200)).toContain(id);
      const written = await world.orders.get(id);

      await complete(outcome(id));
      expect(told(id).length).toBeGreaterThan(0);
      expect((await world.orders.get(id))?.events).toEqual(written?.events);
    },
  );

  it('is written once when ten arrive at the same time', async () => {
    const { id } = await declinedOrder();
    await Promise.all(Array.from({ length: 10 }, () => completion()(failed(id, 'fail'))));
    expect((await world.orders.get(id))?.events).toHaveLength(3);
    expect(new Set(told(id).map((event) => event.id)).size).toBe(2);
  });
});

describe('an outcome that is no longer due', () => {
  it('changes nothing once a later run has taken over', async () => {
    const before = await inSecondRun();
    const { id } = before;
    for (const outcome of [
      { action: 'complete', orderId: id, run: 1 } as const,
      failed(id, 'fail'),
      failed(id, 'hold'),
      failed(id, 'note-failure'),
    ])
      expect(await completion()(outcome)).toMatchObject({ status: 'processing' });
    expect(await world.orders.get(id)).toMatchObject(before);
    expect(told(id)).toEqual([]);
  });

  it('does not complete an order that has failed', async () => {
    const { id } = await declinedOrder();
    await completion()(failed(id, 'fail'));
    expect(await completion()({ action: 'complete', orderId: id, run: 1 })).toMatchObject({ status: 'failed' });
    expect(told(id).map((event) => event.type)).not.toContain('order.completed');
  });

  it('is refused for an order that is not there', async () => {
    const orderId = newOrderId();
    for (const outcome of [{ action: 'complete', orderId, run: 1 } as const, failed(orderId, 'fail')])
      await expect(completion()(outcome)).rejects.toMatchObject({ name: 'OrderMissing' });
  });
});

/** Stores an order whose second run is at work. */
async function inSecondRun(): Promise<OrderRecord> {
  const first = await world.submitted();
  const runs = [1, 2].flatMap((number) => first.runs.map((run) => ({ ...run, number })));
  const order: OrderRecord = { ...first, id: newOrderId(), status: 'processing', runs };
  await world.orders.put(order);
  return order;
}

describe('outcomeEventSchema', () => {
  const orderId = newOrderId();

  it('takes what a state machine sends, also a failure without a cause', () => {
    const failure = { step: 'first', error: 'States.Timeout' };
    expect(outcomeEventSchema.parse({ action: 'fail', orderId, run: 1, failure })).toMatchObject({
      failure: { ...failure, cause: '' },
    });
    expect(outcomeEventSchema.parse({ action: 'complete', orderId, run: 2 })).toEqual({
      action: 'complete',
      orderId,
      run: 2,
    });
  });

  it.each([
    {},
    { action: 'complete', orderId: 'order-1', run: 1 },
    { action: 'complete', orderId, run: 0 },
    { action: 'fail', orderId, run: 1 },
    { action: 'undo', orderId, run: 1 },
  ])('refuses %j', (event) => {
    expect(() => outcomeEventSchema.parse(event)).toThrow(z.ZodError);
  });
});
