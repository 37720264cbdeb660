import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOrderIndex } from '../../../../lambdas/order-store/order-index.ts';
import { type OrderWorld, startOrderWorld } from '../../../helpers/order-world.ts';
import { failedOrHeldOrder, operation } from './operate-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

const FROM = { from: '2026-01-01T00:00:00.000Z', to: '2026-12-31T00:00:00.000Z' };

describe('notes', () => {
  it('are kept with who and when, and not twice', async () => {
    const { id, updatedAt, status } = await failedOrHeldOrder(world);
    const { send } = operation(world);
    const text = 'Asked bob@example.org, who waits for Zuora.';
    for (const _ of [1, 2]) await send(`/${id}/notes`, { text });
    const { body } = await send(`/${id}/notes`, { text: 'They answered.' });
    const written = { by: 'ada (client console)', at: world.now().toISOString() };
    expect(body).toMatchObject({
      status,
      updatedAt,
      notes: [
        { ...written, text: 'Asked [redacted], who waits for Zuora.' },
        { ...written, text: 'They answered.' },
      ],
    });
    await send(`/${id}/notes`, { text });
    expect((await world.orders.get(id))?.operations).toHaveLength(3);
  });

  it.each([{ text: '' }, { text: ' ' }, { text: 'x'.repeat(1_001) }, { text: 1 }, { text: 'x', by: 'me' }, {}])(
    'are refused: %j',
    async (body) => {
      const { id } = await failedOrHeldOrder(world);
      expect(await operation(world).problem(`/${id}/notes`, body)).toMatch(/^400 invalid-request/);
    },
  );

  it('leave room for the end of the run', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { send, problem } = operation(world);
    for (let n = 1; n <= 100; n += 1) await send(`/${id}/notes`, { text: `${n} ${'x'.repeat(990)}` });
    expect(await problem(`/${id}/notes`, { text: 'One more.' })).toBe('409 order-annotations-full');
    expect(await problem(`/${id}/assign`, { to: 'bob', reason: 'Mine.' })).toBe('409 order-annotations-full');
    expect((await send(`/${id}/resume`, { reason: 'Go on.' })).status).toBe(202);
  });
});

describe('an assignment', () => {
  it('lets a person find their orders, until it is taken back', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { send } = operation(world);
    const list = async () => {
      const page = await createOrderIndex(world.client, world.table).page(
        { ...FROM, assignedTo: 'bob' },
        undefined,
        10,
      );
      return page.orders.map((order) => order.id);
    };
    for (const _ of [1, 2]) await send(`/${id}/assign`, { to: 'bob', reason: 'On call.' });
    expect(await list()).toEqual([id]);
    const { body } = await send(`/${id}/assign`, { to: null, reason: 'Done.' });
    expect(body).toMatchObject({ assigned_to: null, notes: [] });
    expect(await list()).toEqual([]);
    expect((await world.orders.get(id))?.operations?.map(({ action }) => action)).toEqual(['assign', 'assign']);
  });

  it('is refused for an order that is being erased, or does not exist', async () => {
    const order = await failedOrHeldOrder(world);
    const { problem } = operation(world, {
      orders: { ...world.orders, get: async () => ({ ...order, erasing: 'erasure-1' }) },
    });
    const body = { to: 'bob', reason: 'On call.' };
    expect(await problem(`/${order.id}/assign`, body)).toBe('409 order-erased');
    expect(await operation(world).problem(`/order-${'0'.repeat(32)}/assign`, body)).toBe('404 order-not-found');
    expect(await operation(world).problem(`/${order.id}/assign`, { to: '', reason: 'x' })).toBe(
      '400 invalid-request to',
    );
  });

  it('does not lose another annotation that is written at the same time', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { send } = operation(world);
    await Promise.all(['a', 'b', 'c'].map((text) => send(`/${id}/notes`, { text })));
    expect((await world.orders.get(id))?.operations).toHaveLength(3);
  });
});
