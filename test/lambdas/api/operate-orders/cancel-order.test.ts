import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderView } from '../../../../blueprint/routes/response-schemas.ts';
import { createOperatorStore } from '../../../../lambdas/order-store/operator-store.ts';
import { type OrderWorld, startOrderWorld } from '../../../helpers/order-world.ts';
import { endedBadly, operation } from './operate-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

const REASON = { reason: 'The customer changed her mind.' };

async function underWay(): Promise<string> {
  const { id } = await world.submitted();
  const at = world.now().toISOString();
  await world.orders.changeStatus({ orderId: id, run: 1, to: 'processing', events: [], at });
  return id;
}

describe('POST /orders/{id}/cancel', () => {
  it('stops a run that is at work, has its steps undone, and tells of it alone', async () => {
    const id = await underWay();
    const { calls, order } = operation(world);

    const cancelled = await order(`/${id}/cancel`, REASON);

    expect(cancelled).toMatchObject({ id, status: 'cancelled', run: 1 });
    expect(calls).toEqual(['stop r1', 'undo r1']);
    expect(world.published).toMatchObject([{ id: `${id}#2`, type: 'order.cancelled', data: REASON }]);
    const stored = await world.orders.get(id);
    expect(stored?.runs[0]).toMatchObject({ outcome: 'cancelled', finishedAt: world.now().toISOString() });
    expect(stored?.operations).toMatchObject([{ action: 'cancel', run: 1, by: 'ada (client console)', ...REASON }]);
    expect(await world.unfinished.unpublished(10)).toEqual([]);
  });

  it.each(['failed', 'held'] as const)(
    'cancels an order that %s, and leaves the end of its run as it was',
    async (status) => {
      const { id } = await endedBadly(world, status);
      world.advance(3600);
      expect(await operation(world).order(`/${id}/cancel`, REASON)).toMatchObject({ status: 'cancelled' });
      expect((await world.orders.get(id))?.runs[0]).toMatchObject({ outcome: status });
      expect(world.published.map(({ type }) => type)).toEqual(['order.cancelled']);
    },
  );

  it('tells of an order that nobody was told of before', async () => {
    const { id } = await world.submitted();
    expect(await operation(world).order(`/${id}/cancel`, REASON)).toMatchObject({ status: 'cancelled' });
    expect(world.published.map(({ type }) => type)).toEqual(['order.submitted', 'order.cancelled']);
  });

  it('publishes the end of the run too while the execution may still have been trying to, and then nothing is due', async () => {
    const { id } = await endedBadly(world);
    world.advance(1800);
    await operation(world).send(`/${id}/cancel`, REASON);
    expect(world.published.map(({ type }) => type)).toEqual(['order.failed', 'order.cancelled']);
    expect(await world.unfinished.unpublished(10)).toEqual([]);
  });

  it('publishes everything where the mark says that something was not published, however long ago', async () => {
    const { id } = await endedBadly(world);
    await world.orders.markUnpublished(id);
    world.advance(7200);
    await operation(world).send(`/${id}/cancel`, REASON);
    expect(world.published.map(({ type }) => type)).toEqual(['order.submitted', 'order.failed', 'order.cancelled']);
    expect(await world.unfinished.unpublished(10)).toEqual([]);
  });

  it('keeps the mark when the bus refuses again, and the sweeper has it all to publish', async () => {
    const { id } = await endedBadly(world);
    await world.orders.markUnpublished(id);
    const publishEvents = async () => {
      throw new Error('the bus is down');
    };
    await operation(world, { publishEvents }).send(`/${id}/cancel`, REASON);
    expect(await world.unfinished.unpublished(10)).toEqual([id]);
  });

  it('refuses a repeat, a complete order, one that is not there, and a request without a reason', async () => {
    const id = await underWay();
    const { calls, refusal, send } = operation(world);
    expect(await refusal(`/${id}/cancel`, {})).toBe('400 invalid-request reason');
    await send(`/${id}/cancel`, REASON);
    expect(await refusal(`/${id}/cancel`, REASON)).toBe('409 order-not-cancellable');
    const complete = await underWay();
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: complete, run: 1, to: 'complete', events: [], at });
    expect(await refusal(`/${complete}/cancel`, REASON)).toBe('409 order-not-cancellable');
    expect(await refusal(`/order-${'0'.repeat(32)}/cancel`, REASON)).toBe('404 order-not-found');
    expect(calls).toEqual(['stop r1', 'undo r1']);
  });

  it('is decided against the end of the run by one write: either way the order says what happened', async () => {
    for (const first of ['cancel', 'complete'] as const) {
      const id = await underWay();
      const at = world.now().toISOString();
      const events = [{ type: 'order.completed' as const, occurredAt: at, run: 1 }];
      const complete = () => world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events, at });
      const { refusal } = operation(world);
      const cancel = () => refusal(`/${id}/cancel`, REASON);
      const [answer, completed] =
        first === 'cancel'
          ? await Promise.all([cancel(), complete()])
          : await Promise.all([complete(), cancel()]).then(([done, answered]) => [answered, done] as const);

      const status = (await world.orders.get(id))?.status;
      expect(status).toBe(completed === undefined ? 'cancelled' : 'complete');
      expect(answer.startsWith('answered 200')).toBe(completed === undefined);
    }
  });

  it('is tried again when the run begins under it, and refused when the run completes under it', async () => {
    const at = world.now().toISOString();
    const store = createOperatorStore(world.client, world.table);
    const overtakenBy = (to: 'processing' | 'complete') => {
      let tries = 0;
      return {
        ...store,
        async cancel(cancellation: Parameters<typeof store.cancel>[0]) {
          tries += 1;
          if (tries === 1)
            await world.orders.changeStatus({ orderId: cancellation.order.id, run: 1, to, events: [], at });
          return store.cancel(cancellation);
        },
      };
    };
    const begun = await world.submitted();
    const { order } = operation(world, { operator: overtakenBy('processing') });
    expect(await order(`/${begun.id}/cancel`, REASON)).toMatchObject({ status: 'cancelled' });

    const ended = await underWay();
    const { calls, refusal } = operation(world, { operator: overtakenBy('complete') });
    expect(await refusal(`/${ended}/cancel`, REASON)).toBe('409 order-not-cancellable');
    expect(calls).toEqual([]);
    expect(await world.orders.get(ended)).toMatchObject({ status: 'complete' });
  });

  it('answers cancelled, and leaves what it could not finish to the sweeper', async () => {
    const id = await underWay();
    const publishEvents = async () => {
      throw new Error('the bus is down');
    };
    const { order, troubles } = operation(world, { publishEvents });
    const view: OrderView = await order(`/${id}/cancel`, REASON);
    expect(view.status).toBe('cancelled');
    expect(troubles).toEqual(['Could not finish the cancellation; the sweeper will finish it']);
    expect(await world.unfinished.unpublished(10)).toEqual([id]);
  });
});
