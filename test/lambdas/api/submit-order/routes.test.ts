import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_PROBLEMS } from '../../../../blueprint/routes/api-problems.ts';
import { resolveSequence } from '../../../../core/config/resolve-sequence.ts';
import { tenantConfigSchema } from '../../../../core/config/tenant-config.ts';
import { formerOrderIdOfKey, orderIdOfKey } from '../../../../core/order/order-ids.ts';
import type { OrderStatus } from '../../../../core/order/order-status.ts';
import { MAX_ORDER_BYTES } from '../../../../lambdas/api/read-body.ts';
import { newOrder } from '../../../../lambdas/api/submit-order/new-order.ts';
import { createWaiters } from '../../../../lambdas/api/waiters.ts';
import { type OrderWorld, SMALL_ORDER, startOrderWorld } from '../../../helpers/order-world.ts';
import { byExternalId, countItems, orderIn, problemOf, requestFor, submission } from './submit-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const withKey = (key: string) => ({ 'idempotency-key': key });
const failing = async () => {
  throw new Error('no connection');
};

/** Ends the run of an order as soon as it starts. */
function endingAs(to: OrderStatus) {
  return {
    startExecution: async ({ id }: { readonly id: string }) => {
      const failure = { step: 'first', code: 'card_declined', message: 'Your card was declined.' };
      const at = world.now().toISOString();
      await world.orders.changeStatus({ orderId: id, run: 1, to, events: [], ...(to === 'failed' && { failure }), at });
    },
  };
}

describe('an accepted order', () => {
  it('is stored as received, started once and returned with 202 and its location', async () => {
    const { submit, started } = submission(world);
    const body = { ...SMALL_ORDER, shopField: { kept: [1, null, ''] } };

    const response = await submit(requestFor(body));

    const { id } = orderIn(response);
    expect(response).toMatchObject({
      status: 202,
      headers: { location: `/orders/${id}` },
      body: { status: 'submitted' },
    });
    expect(response.headers).not.toHaveProperty('preference-applied');
    expect(response.headers).not.toHaveProperty('idempotent-replayed');
    expect(orderIn(response).steps.map((step) => [step.id, step.status])).toEqual([
      ['first', 'pending'],
      ['second', 'pending'],
    ]);
    expect(await world.orders.get(id)).toMatchObject({
      payload: body,
      status: 'submitted',
      runs: [{ number: 1, sequence: { name: 'default' }, startedAt: world.now().toISOString() }],
      events: [{ type: 'order.submitted', run: 1 }],
    });
    expect(started.map((order) => order.id)).toEqual([id]);
    expect(world.published.filter((event) => event.orderId === id)).toMatchObject([
      { id: `${id}#1`, type: 'order.submitted', sequence: 1 },
    ]);
  });

  it('is a different order if sent again without a key', async () => {
    const { submit, started } = submission(world);
    const ids = [orderIn(await submit(requestFor())).id, orderIn(await submit(requestFor())).id];
    expect(new Set(ids).size).toBe(2);
    expect(started.map((order) => order.id)).toEqual(ids);
  });

  it('is stored even if its offer types are long and many overrides test them', async () => {
    const config = tenantConfigSchema.parse({
      ...world.config,
      overrides: Array.from({ length: 20 }, (_, number) => ({
        name: `override-${number}`,
        match: { offerType: [`type-${number}`] },
      })),
    });
    const { submit } = submission(world, { config });
    const offer = { path: '/offers2/x', data: { attributes: { offer_type__limio: 'x'.repeat(60_000) } } };

    const response = await submit(requestFor({ ...SMALL_ORDER, orderItems: [{ offer }] }));

    const why = (await world.orders.get(orderIn(response).id))?.runs[0]?.why ?? [];
    expect(why).toHaveLength(20);
    expect(why[0]?.reason).toMatch(/^The offer type is xxx/);
  });
});

describe('an order whose caller waits', () => {
  it.each([
    ['complete', { prefer: 'wait=20' }, {}, 'wait=20'],
    ['complete', {}, { process_immediately: true }, 'wait=25'],
  ] as const)(
    'is returned with 201 once it is %s, for headers %j and fields %j',
    async (to, headers, fields, applied) => {
      const { submit } = submission(world, endingAs(to));
      const response = await submit(requestFor({ ...SMALL_ORDER, ...fields }, headers));
      expect(response).toMatchObject({
        status: 201,
        headers: { location: `/orders/${orderIn(response).id}`, 'preference-applied': applied },
        body: { status: 'complete' },
      });
    },
  );

  it('is returned with 202 if the deadline passes first', async () => {
    const { submit } = submission(world);
    const response = await submit(requestFor(SMALL_ORDER, { prefer: 'wait=1' }));
    expect(response).toMatchObject({ status: 202, body: { status: 'submitted' } });
  });

  it('is returned without a wait if starting the run took all the time', async () => {
    const { submit, started } = submission(world);
    const startedAt = performance.now() - 25_000;
    const request = {
      ...requestFor(SMALL_ORDER, { prefer: 'wait=25' }),
      invocation: { startedAt, timeLimitMs: 29_000 },
    };
    const response = await submit(request);
    expect(response).toMatchObject({ status: 202, headers: { 'preference-applied': 'wait=25' } });
    expect(started).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(27_000);
  });

  it('is returned without a wait if its run could not start, because the sweeper starts it later', async () => {
    const { submit } = submission(world, { startExecution: failing });
    const before = performance.now();
    const response = await submit(requestFor(SMALL_ORDER, { prefer: 'wait=25' }));
    expect(response).toMatchObject({ status: 202, body: { status: 'submitted' } });
    expect(response.headers).not.toHaveProperty('preference-applied');
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it.each([
    ['failed', 'order-failed', 'Your card was declined.'],
    ['held', 'order-held', 'The order is held.'],
    ['cancelled', 'order-cancelled', 'The order is cancelled.'],
  ] as const)('is returned in a 422 if it is %s', async (to, type, message) => {
    const { submit } = submission(world, endingAs(to));
    const problem = await problemOf(submit(requestFor(SMALL_ORDER, { prefer: 'wait=20' })));
    const headers = { 'preference-applied': 'wait=20' };
    expect(problem).toMatchObject({ type, status: 422, message, headers, extensions: { order: { status: to } } });
    const { order } = problem.extensions as { order: { id: string } };
    expect(await world.orders.get(order.id)).toMatchObject({ status: to });
  });

  it('is returned in a 502 that says what to do if a partner was unavailable', async () => {
    const failure = {
      step: 'first',
      code: 'temporarily_unavailable',
      message: 'Try again.',
      outcome: 'transient',
    } as const;
    const { submit } = submission(world, {
      startExecution: async ({ id }) => {
        const at = world.now().toISOString();
        await world.orders.changeStatus({ orderId: id, run: 1, to: 'failed', events: [], failure, at });
      },
    });
    const problem = await problemOf(submit(requestFor(SMALL_ORDER, { prefer: 'wait=20' })));
    expect(problem).toMatchObject({
      type: 'partner-unavailable',
      status: 502,
      message: expect.stringMatching(/"first" was unavailable.*resume/),
      extensions: { order: { status: 'failed', failure } },
    });
  });

  it('is accepted at once, and started, if too many callers wait', async () => {
    const { submit, started } = submission(world, { waiters: createWaiters(0) });
    const response = await submit(requestFor(SMALL_ORDER, { prefer: 'wait=25' }));
    expect(response).toMatchObject({ status: 202, body: { status: 'submitted' } });
    expect(response.headers).not.toHaveProperty('preference-applied');
    expect(started).toHaveLength(1);
  });

  it('waits no longer than the tenant allows', async () => {
    const config = { ...world.config, api: { ...world.config.api, maxWaitSeconds: 1 } };
    const { submit } = submission(world, { config });
    const response = await submit(requestFor(SMALL_ORDER, { prefer: 'wait=25' }));
    expect(response).toMatchObject({ status: 202, headers: { 'preference-applied': 'wait=1' } });
    const none = { ...world.config, api: { ...world.config.api, maxWaitSeconds: 0 } };
    const atOnce = await submission(world, { config: none }).submit(requestFor(SMALL_ORDER, { prefer: 'wait=25' }));
    expect(atOnce.headers).not.toHaveProperty('preference-applied');
  });

  it('is accepted in time, and left to the sweeper, if a service delays the start of its run', async () => {
    const { submit, reported } = submission(world, { startExecution: () => new Promise(() => undefined) });
    const invocation = { startedAt: performance.now(), timeLimitMs: 1_200 };
    const response = await submit({ ...requestFor(SMALL_ORDER, { prefer: 'wait=25' }), invocation });
    expect(response).toMatchObject({ status: 202, body: { status: 'submitted' } });
    expect(response.headers).not.toHaveProperty('preference-applied');
    expect(reported).toEqual(['Could not start the run; the sweeper will start it']);
    expect(performance.now() - invocation.startedAt).toBeLessThan(1_000);
  });

  it('is answered in time, as it was accepted, if the table delays the response', async () => {
    const { submit } = submission(world, {
      orders: { ...world.orders, statusOf: () => new Promise(() => undefined) },
    });
    const invocation = { startedAt: performance.now(), timeLimitMs: 3_500 };
    const response = await submit({ ...requestFor(SMALL_ORDER, { prefer: 'wait=1' }), invocation });
    expect(response).toMatchObject({ status: 202, body: { status: 'submitted' } });
    expect(performance.now() - invocation.startedAt).toBeLessThan(3_300);
  });

  it('is accepted even if the table cannot be read while waiting', async () => {
    const { submit, reported } = submission(world, { orders: { ...world.orders, statusOf: failing } });
    const response = await submit(requestFor(SMALL_ORDER, { prefer: 'wait=20' }));
    expect(response).toMatchObject({ status: 202, body: { status: 'submitted' } });
    expect(reported).toEqual(['The order was accepted, but could not be read for the response']);
    expect(await world.orders.get(orderIn(response).id)).toMatchObject({ status: 'submitted' });
  });
});

describe('an order that is sent again with its key', () => {
  it('is stored once and started once if twenty copies arrive at the same time', async () => {
    const { submit, started } = submission(world);
    const before = await countItems(world);
    const request = requestFor(SMALL_ORDER, withKey('twenty'));

    const responses = await Promise.all(Array.from({ length: 20 }, () => submit(request)));

    expect(new Set(responses.map((response) => orderIn(response).id))).toEqual(
      new Set([orderIdOfKey('acme', 'shop', 'twenty')]),
    );
    expect(responses.every((response) => response.status === 202)).toBe(true);
    expect(responses.filter((response) => response.headers?.['idempotent-replayed'] === undefined)).toHaveLength(1);
    expect(started).toHaveLength(1);
    expect(await countItems(world)).toBe(before + 1);
  });

  it('is another order from another client, which learns nothing of the first', async () => {
    const { submit } = submission(world);
    const first = await submit(requestFor(SMALL_ORDER, withKey('shared')));
    const second = await submit({ ...requestFor(SMALL_ORDER, withKey('shared')), client: 'app' });
    const third = await submit({ ...requestFor({ ...SMALL_ORDER, note: 1 }, withKey('shared')), client: 'desk' });

    for (const response of [second, third]) {
      expect(response).toMatchObject({ status: 202, headers: {} });
      expect(response.headers).not.toHaveProperty('idempotent-replayed');
    }
    expect(new Set([first, second, third].map((response) => orderIn(response).id)).size).toBe(3);
  });

  it('is the order that version 0.2 stored under its key, for the same body only', async () => {
    const { submit, started } = submission(world);
    const key = 'before-the-upgrade';
    const id = formerOrderIdOfKey('acme', key);
    const sequence = resolveSequence(world.config, world.catalog, SMALL_ORDER);
    await world.orders.put(newOrder(id, SMALL_ORDER, sequence, world.now(), []));

    const repeat = await submit(requestFor(SMALL_ORDER, withKey(key)));
    expect(orderIn(repeat).id).toBe(id);
    expect(repeat.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    const other = await submit(requestFor({ ...SMALL_ORDER, note: 1 }, withKey(key)));
    expect(orderIn(other).id).toBe(orderIdOfKey('acme', 'shop', key));
    expect(started.map((order) => order.id)).toEqual([orderIn(other).id]);
  });

  it('is the same order whatever the order of its fields, and is returned in its current state', async () => {
    const { submit } = submission(world);
    const first = await submit(requestFor({ a: { b: 1, c: 2 }, ...SMALL_ORDER }, withKey('fields')));
    world.advance(5);
    const { id, createdAt } = orderIn(first);
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events: [], at });

    const repeat = await submit(requestFor({ ...SMALL_ORDER, a: { c: 2, b: 1 } }, withKey('fields')));

    expect(repeat).toMatchObject({ status: 201, headers: { 'idempotent-replayed': 'true' } });
    expect(repeat.body).toMatchObject({ id, createdAt, status: 'complete' });
  });

  it.each(['failed', 'held', 'cancelled'] as const)('says that it is a repeat, also if the order is %s', async (to) => {
    const { submit } = submission(world);
    const { id } = orderIn(await submit(requestFor(SMALL_ORDER, withKey(`ended-${to}`))));
    await world.orders.changeStatus({ orderId: id, run: 1, to, events: [], at: world.now().toISOString() });
    const { headers, status, type } = await problemOf(submit(requestFor(SMALL_ORDER, withKey(`ended-${to}`))));
    expect({ headers, status, type }).toEqual({
      headers: { 'idempotent-replayed': 'true' },
      status: 422,
      type: `order-${to}`,
    });
  });

  it('is rejected if the body differs, and leaves the first order unchanged', async () => {
    const { submit, started } = submission(world);
    const { id } = orderIn(await submit(requestFor(SMALL_ORDER, withKey('other'))));
    const before = await countItems(world);

    const problem = await problemOf(submit(requestFor({ ...SMALL_ORDER, country: 'FR' }, withKey('other'))));

    expect(problem).toMatchObject({ type: 'idempotency-key-reused', status: 422 });
    expect(await countItems(world)).toBe(before);
    expect(await world.orders.get(id)).toMatchObject({ payload: SMALL_ORDER });
    expect(started).toHaveLength(1);
  });

  it('is recognized by its external id if the tenant is configured that way', async () => {
    const { submit, started } = submission(world, { config: byExternalId(world.config) });
    const body = { ...SMALL_ORDER, external_id: 'CRM-7' };
    const first = await submit(requestFor(body, withKey('one')));
    const repeat = await submit(requestFor(body, withKey('two')));
    expect(orderIn(repeat).id).toBe(orderIn(first).id);
    expect(started).toHaveLength(1);
    expect(await problemOf(submit(requestFor({ ...body, source: 'shop' })))).toMatchObject({
      type: 'idempotency-key-reused',
    });
  });

  it('is returned as stored if its steps cannot be read', async () => {
    const orders = { ...world.orders, getWithSteps: failing };
    const { submit } = submission(world, { orders });
    const first = await submit(requestFor(SMALL_ORDER, withKey('unread')));
    world.advance(5);
    const repeat = await submit(requestFor(SMALL_ORDER, withKey('unread')));
    expect(repeat.body).toMatchObject({ id: orderIn(first).id, createdAt: orderIn(first).createdAt });
  });
});

describe('an order that is stored but not started or published', () => {
  it('is started by a repeat, unless its first request may still be starting it', async () => {
    const failed = submission(world, { startExecution: failing });
    const { id } = orderIn(await failed.submit(requestFor(SMALL_ORDER, withKey('unstarted'))));
    const { submit, started } = submission(world);
    world.advance(1);
    await submit(requestFor(SMALL_ORDER, withKey('unstarted')));
    expect(started).toEqual([]);
    world.advance(5);
    const repeat = await submit(requestFor(SMALL_ORDER, withKey('unstarted')));
    expect(repeat).toMatchObject({ status: 202, headers: { 'idempotent-replayed': 'true' } });
    expect(started.map((order) => order.id)).toEqual([id]);
  });

  it('is accepted if its run cannot start', async () => {
    const { submit, reported } = submission(world, { startExecution: failing });
    const response = await submit(requestFor());
    expect(response.status).toBe(202);
    expect(await world.orders.get(orderIn(response).id)).toMatchObject({ status: 'submitted' });
    expect(reported).toEqual(['Could not start the run; the sweeper will start it']);
  });

  it('is marked, and its run is started, if its events cannot be published', async () => {
    const { submit, started } = submission(world, { publishEvents: failing });
    const { id } = orderIn(await submit(requestFor()));
    expect(started.map((order) => order.id)).toEqual([id]);
    expect(await world.unfinished.unpublished(200)).toContain(id);
  });

  it('fails, and is not accepted, if it cannot be stored', async () => {
    const { submit, started } = submission(world, { orders: { ...world.orders, put: failing } });
    await expect(submit(requestFor())).rejects.toThrow('no connection');
    expect(started).toEqual([]);
  });
});

describe('a rejected order', () => {
  const large = { ...SMALL_ORDER, note: 'x'.repeat(MAX_ORDER_BYTES) };
  const written = `{"order_type":"new","country":"GB","orderItems":[{"offer":{"path":"/o"}}],"customerDetails":{"email":"ada@example.org"},"numbers":[${Array(26_000).fill('1e20').join(',')}]}`;
  const payment = { type: 'card', card: { number: '4111 1111 1111 1111', cvv: '123' } };

  it.each([
    ['no body', '', {}, 'invalid-request', ['']],
    ['text that is not JSON', '{"order_type":', {}, 'invalid-request', ['']],
    ['a list', '[]', {}, 'invalid-request', ['']],
    ['null', 'null', {}, 'invalid-request', ['']],
    ['no order type', '{}', {}, 'invalid-request', ['order_type']],
    ['an unknown order type', { order_type: '__proto__' }, {}, 'invalid-request', ['order_type']],
    ['every missing field', { order_type: 'new' }, {}, 'invalid-request', ['orderItems', 'country', 'customerDetails']],
    ['card data', { ...SMALL_ORDER, payment }, {}, 'invalid-request', ['payment.card.number', 'payment.card.cvv']],
    ['an invalid key', SMALL_ORDER, { 'idempotency-key': 'a b' }, 'invalid-request', ['header idempotency-key']],
    ['a body that is too large', large, {}, 'order-too-large', undefined],
    ['numbers that are too large when written out', written, {}, 'order-too-large', undefined],
  ] as const)('returns a problem that names %s, and is not stored', async (_, body, headers, type, paths) => {
    const { submit, started, reported } = submission(world);
    const before = await countItems(world);
    const published = world.published.length;

    const problem = await problemOf(submit(requestFor(body, headers)));

    expect(problem).toMatchObject({ type, status: API_PROBLEMS[type].status });
    const { errors } = problem.extensions as { errors?: readonly { path: string; message: string }[] };
    expect(errors?.map((error) => error.path).toSorted()).toEqual(paths?.toSorted());
    expect(await countItems(world)).toBe(before);
    expect([started, reported, world.published.length]).toEqual([[], [], published]);
  });

  it('returns a problem without its card number', async () => {
    const problem = await problemOf(submission(world).submit(requestFor({ ...SMALL_ORDER, payment })));
    expect(JSON.stringify([problem.message, problem.extensions])).not.toMatch(/4111/);
  });
});
