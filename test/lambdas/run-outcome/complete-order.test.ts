import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type OutcomeEvent, outcomeEventSchema } from '../../../blueprint/wire/outcome-event.ts';
import { PluginDeclined } from '../../../core/errors/plugin-errors.ts';
import { newOrderId } from '../../../core/order/order-ids.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import { type CompleteOrderPorts, createCompleteOrder } from '../../../lambdas/run-outcome/complete-order.ts';
import { attemptErrorOf } from '../../../lambdas/step-host/classify-error.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { exampleStep } from '../../state-machines/example-sequences.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

/** Returns the function over the test world. */
function completion(ports: Partial<CompleteOrderPorts> = {}) {
  return createCompleteOrder({ ...world, ...ports });
}

/** Returns a publisher that fails this often, and then publishes to the test world. */
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

/** Stores a processing order whose step recorded that the card was declined. */
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

const publishedEvents = (orderId: string) => world.published.filter((event) => event.orderId === orderId);

describe('a complete order', () => {
  it('is recorded and published', async () => {
    const { id } = await world.submitted();
    expect(await completion()({ action: 'complete', orderId: id, run: 1 })).toEqual({
      status: 'complete',
      orderType: 'new',
      error: '',
      cause: '',
    });
    const order = await world.orders.get(id);
    expect(order).toMatchObject({ status: 'complete', runs: [{ outcome: 'complete' }] });
    expect(publishedEvents(id)).toMatchObject([{ id: `${id}#2`, type: 'order.completed', sequence: 2, data: {} }]);
  });

  it('reports what its steps noticed before it is complete, once', async () => {
    const { id } = await world.submitted();
    const notices = {
      first: [
        { code: 'price_differs', message: 'Expected 17.5 GBP, billed 19 GBP.' },
        { code: 'other', message: 'And more.' },
      ],
      second: [],
    };
    const complete = { action: 'complete', orderId: id, run: 1, notices } as const;
    for (let time = 0; time < 2; time += 1) await completion()(complete);
    expect((await world.orders.get(id))?.events.map(({ type }) => type)).toEqual([
      'order.submitted',
      'order.error',
      'order.completed',
    ]);
    expect(publishedEvents(id)[0]).toMatchObject({
      type: 'order.error',
      data: {
        step: 'first',
        critical: false,
        code: 'price_differs',
        pluginErrorOutput: [{ message: 'Expected 17.5 GBP, billed 19 GBP. And more.' }],
      },
    });
  });

  it('has no notices where a step reports something else', () => {
    const read = (notices: object) =>
      outcomeEventSchema.parse({ action: 'complete', orderId: newOrderId(), run: 1, notices });
    const one = { code: 'a', message: 'b' };
    expect(
      read({ first: 'text', second: [{ code: 1 }], third: one, fourth: [one, one, one, one, one, one] }),
    ).toMatchObject({
      notices: { first: [], second: [], third: [one], fourth: [one, one, one, one, one] },
    });
  });

  it('stays complete when a post-process step fails', async () => {
    const { id } = await declinedOrder();
    await completion()({ action: 'complete', orderId: id, run: 1 });
    const answer = await completion()(failed(id, 'note-failure'));
    expect(answer).toMatchObject({ status: 'complete', error: 'PluginDeclined' });
    expect(await world.orders.get(id)).toMatchObject({ status: 'complete', degraded: ['first'] });
    expect(publishedEvents(id).map((event) => [event.sequence, event.type])).toEqual([
      [2, 'order.completed'],
      [3, 'order.error'],
      [4, 'order.degraded'],
    ]);
  });
});

describe('an order that ends badly', () => {
  it('fails with the error of its step: the public text for the customer, and the details for operators', async () => {
    const { id } = await declinedOrder();

    expect(await completion()(failed(id, 'fail'))).toEqual({
      status: 'failed',
      orderType: 'new',
      error: 'PluginDeclined',
      cause: 'card_declined: Your card was declined.',
    });

    const failure = { step: 'first', code: 'card_declined', message: 'Your card was declined.' };
    expect(await world.orders.get(id)).toMatchObject({ status: 'failed', failure, runs: [{ outcome: 'failed' }] });
    expect(publishedEvents(id)).toMatchObject([
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

  it('is held after a timeout without a record of its step, and the customer is asked not to order again', async () => {
    const { id } = await world.submitted();
    expect(await completion()(failed(id, 'hold'))).toMatchObject({ status: 'held', error: 'States.Timeout' });
    const order = await world.orders.get(id);
    expect(order?.failure).toMatchObject({ code: 'outcome_unknown', message: expect.stringMatching(/do not submit/) });
    expect(publishedEvents(id).map((event) => event.type)).toEqual(['order.error', 'order.held']);
  });

  it('publishes every plugin error of the run so far', async () => {
    const { id } = await declinedOrder();
    await recordDecline(id, 'second');
    await completion()(failed(id, 'note-failure'));
    await completion()(failed(id, 'fail', 'second'));
    const errors = publishedEvents(id).filter((event) => event.type === 'order.error');
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
    'is recorded once and published again with the same ids: %s',
    async (_, outcome) => {
      const { id } = await declinedOrder();
      const first = await completion()(outcome(id));
      const written = await world.orders.get(id);
      const published = [...publishedEvents(id)];
      world.advance(5);

      expect(await completion()(outcome(id))).toEqual(first);

      expect(await world.orders.get(id)).toEqual(written);
      expect(publishedEvents(id)).toEqual([...published, ...published]);
    },
  );

  it.each(outcomes.map((outcome) => [outcome('').action, outcome] as const))(
    'is published by the second if the bus was down for the first: %s',
    async (_, outcome) => {
      const { id } = await declinedOrder();
      const complete = completion({ publishEvents: failingFor(1) });

      await expect(complete(outcome(id))).rejects.toThrow('the bus is down');
      expect(publishedEvents(id)).toEqual([]);
      expect(await world.unfinished.unpublished(200)).toContain(id);
      const written = await world.orders.get(id);

      await complete(outcome(id));
      expect(publishedEvents(id).length).toBeGreaterThan(0);
      expect((await world.orders.get(id))?.events).toEqual(written?.events);
    },
  );

  it('is recorded once if ten arrive at the same time', async () => {
    const { id } = await declinedOrder();
    await Promise.all(Array.from({ length: 10 }, () => completion()(failed(id, 'fail'))));
    expect((await world.orders.get(id))?.events).toHaveLength(3);
    expect(new Set(publishedEvents(id).map((event) => event.id)).size).toBe(2);
  });
});

describe('an outcome that is no longer due', () => {
  it('changes nothing after a later run has started', async () => {
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
    expect(publishedEvents(id)).toEqual([]);
  });

  it('does not complete an order that has failed', async () => {
    const { id } = await declinedOrder();
    await completion()(failed(id, 'fail'));
    expect(await completion()({ action: 'complete', orderId: id, run: 1 })).toMatchObject({ status: 'failed' });
    expect(publishedEvents(id).map((event) => event.type)).not.toContain('order.completed');
  });

  it('is rejected for a missing order', async () => {
    const orderId = newOrderId();
    for (const outcome of [{ action: 'complete', orderId, run: 1 } as const, failed(orderId, 'fail')])
      await expect(completion()(outcome)).rejects.toMatchObject({ name: 'OrderMissing' });
  });
});

/** Stores an order whose second run is in progress. */
async function inSecondRun(): Promise<OrderRecord> {
  const first = await world.submitted();
  const runs = [1, 2].flatMap((number) => first.runs.map((run) => ({ ...run, number })));
  const order: OrderRecord = { ...first, id: newOrderId(), status: 'processing', runs };
  await world.orders.put(order);
  return order;
}

describe('outcomeEventSchema', () => {
  const orderId = newOrderId();

  it('accepts what a state machine sends, even a failure without a cause', () => {
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
  ])('rejects %j', (event) => {
    expect(() => outcomeEventSchema.parse(event)).toThrow(z.ZodError);
  });
});
