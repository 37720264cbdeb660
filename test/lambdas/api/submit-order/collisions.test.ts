import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idlePlugin, type OrderWorld, SMALL_ORDER, startOrderWorld } from '../../../helpers/order-world.ts';
import { countItems, orderIn, problemOf, requestFor, submission } from './submit-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

const CHANGE = { ...SMALL_ORDER, order_type: 'renew', subscriptionRef: 'A-S1' };
const withKey = (key: string) => requestFor(CHANGE, { 'idempotency-key': key });

const tenant = (collisions: 'queue' | 'refuse' | 'allow') => {
  const { submit, started } = submission(world, { config: { ...world.config, collisions } });
  return { submit, startedIds: () => started.map(({ id }) => id) };
};

async function completed(id: string): Promise<void> {
  const at = world.now().toISOString();
  const order = await world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events: [], at });
  if (order === undefined) throw new TypeError(`Expected order ${id} to end.`);
  await world.leaveLanes(order);
}

describe('an order that changes a subscription which another order is changing', () => {
  it('is accepted, names the order ahead, and is not started', async () => {
    const { submit, startedIds } = tenant('queue');
    const first = orderIn(await submit(requestFor(CHANGE)));
    const reply = await submit(withKey('second'));
    const second = orderIn(reply);
    expect([first.queued, reply.status]).toEqual([null, 202]);
    expect(second).toMatchObject({ status: 'submitted', queued: { behind: first.id, since: second.createdAt } });
    expect(startedIds()).toEqual([first.id]);
    expect(world.published.map(({ type }) => type)).toEqual(['order.submitted', 'order.submitted']);

    const repeat = orderIn(await submit(withKey('second')));
    expect(repeat).toMatchObject({ id: second.id, queued: { behind: first.id } });
    expect(await world.lanes.places('A-S1')).toEqual([`${first.id}#1`, `${second.id}#1`]);
    await completed(first.id);
    expect(world.continued).toEqual([second.id]);
  });

  it('is refused, and leaves nothing behind', async () => {
    const { submit, startedIds } = tenant('refuse');
    const first = orderIn(await submit(withKey('first')));
    const problem = await problemOf(submit(withKey('second')));
    expect([problem.type, problem.status]).toEqual(['subscription-busy', 409]);
    expect(problem.message).toContain(first.id);
    expect(world.published).toHaveLength(1);
    expect(await world.lanes.places('A-S1')).toEqual([`${first.id}#1`]);
    expect((await submit(withKey('first'))).headers).toMatchObject({ 'idempotent-replayed': 'true' });

    await completed(first.id);
    expect(await world.lanes.places('A-S1')).toEqual([]);
    const second = orderIn(await submit(withKey('second')));
    expect(startedIds()).toEqual([first.id, second.id]);
  });

  it('is refused for all but one of those that arrive at the same time', async () => {
    const { submit, startedIds } = tenant('refuse');
    const keys = Array.from({ length: 8 }, (_, index) => `key-${index}`);
    const outcomes = await Promise.allSettled(keys.map((key) => submit(withKey(key))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(startedIds()).toHaveLength(1);
  });

  it('runs beside it if the tenant allows that', async () => {
    const { submit, startedIds } = tenant('allow');
    const ids = [orderIn(await submit(withKey('first'))).id, orderIn(await submit(withKey('second'))).id];
    expect(startedIds()).toEqual(ids);
    expect(await world.lanes.places('A-S1')).toEqual([]);
  });

  it.each(['queue', 'refuse'] as const)(
    'does not wait for an order that left its place behind (%s)',
    async (collisions) => {
      const { submit, startedIds } = tenant(collisions);
      const first = orderIn(await submit(withKey('first')));
      const at = world.now().toISOString();
      await world.orders.changeStatus({ orderId: first.id, run: 1, to: 'complete', events: [], at });
      const second = orderIn(await submit(withKey('second')));
      expect(second.queued).toBeNull();
      expect(startedIds()).toEqual([first.id, second.id]);
    },
  );
});

describe('an order that names no subscription', () => {
  it('takes no lane', async () => {
    const { submit } = tenant('queue');
    const { id } = orderIn(await submit(requestFor()));
    expect((await world.orders.get(id))?.lanes).toBeUndefined();
  });
});

describe('an order for a product that its customer may have only once', () => {
  let blocking: OrderWorld;
  beforeEach(async () => {
    blocking = await startOrderWorld([{ ...idlePlugin('check'), blocks: () => 'all' as const }]);
  });
  afterEach(() => blocking.close());

  const PRINT = [{ offer: { path: '/offers2/Print' } }];
  const other = { ...SMALL_ORDER, customerDetails: { email: 'bob@example.org' } };

  it.each(['queue', 'allow'] as const)(
    'waits for an order of the same customer for the same product, and for no other (%s)',
    async (collisions) => {
      const { submit, started } = submission(blocking, { config: { ...blocking.config, collisions } });
      const first = orderIn(await submit(requestFor()));
      const same = { ...SMALL_ORDER, owner: 'user-1', customerDetails: { email: 'Ada@Example.org' } };
      const second = orderIn(await submit(requestFor(same)));
      expect(second.queued).toMatchObject({ behind: first.id });
      const free = [other, { ...SMALL_ORDER, orderItems: PRINT }, { ...SMALL_ORDER, mode: 'test' }];
      for (const order of free) expect(orderIn(await submit(requestFor(order))).queued).toBeNull();
      expect(started).toHaveLength(1 + free.length);
      expect(JSON.stringify((await blocking.orders.get(second.id))?.lanes)).not.toContain('example.org');

      const at = blocking.now().toISOString();
      const ended = await blocking.orders.changeStatus({ orderId: first.id, run: 1, to: 'failed', events: [], at });
      if (ended === undefined) throw new TypeError('Expected the order to fail.');
      await blocking.leaveLanes(ended);
      expect(blocking.continued).toEqual([second.id]);
    },
  );

  it('is refused while another one is in progress if the tenant refuses collisions', async () => {
    const { submit } = submission(blocking, { config: { ...blocking.config, collisions: 'refuse' } });
    const first = orderIn(await submit(requestFor(SMALL_ORDER, { 'idempotency-key': 'first' })));
    const problem = await problemOf(submit(requestFor(SMALL_ORDER, { 'idempotency-key': 'second' })));
    expect(problem).toMatchObject({ type: 'subscription-busy', status: 409 });
    expect(problem.message).toContain(`Order ${first.id} is buying the same for the same customer.`);
  });

  it('is not stored if its customer cannot be hashed', async () => {
    const index = { ...blocking.search, hashOf: () => Promise.reject(new Error('The secret cannot be read.')) };
    const { submit, started } = submission(blocking, { index });
    expect(await problemOf(submit(requestFor()))).toMatchObject({ type: 'service-unavailable', status: 503 });
    expect([await countItems(blocking), started]).toEqual([0, []]);
    expect((await submit(requestFor({ ...SMALL_ORDER, order_type: 'renew', subscriptionRef: 'A-S1' }))).status).toBe(
      202,
    );
  });
});
