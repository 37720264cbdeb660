import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderView } from '../../../../blueprint/routes/response-schemas.ts';
import { createOperatorStore } from '../../../../lambdas/order-store/operator-store.ts';
import { type OrderWorld, startOrderWorld } from '../../../helpers/order-world.ts';
import { failedOrHeldOrder, operation } from './operate-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

const REASON = { reason: 'The customer changed her mind.' };

async function processingOrder(): Promise<string> {
  const { id } = await world.submitted();
  const at = world.now().toISOString();
  await world.orders.changeStatus({ orderId: id, run: 1, to: 'processing', events: [], at });
  return id;
}

describe('POST /orders/{id}/cancel', () => {
  it('stops an active run, undoes its steps, and publishes nothing else', async () => {
    const id = await processingOrder();
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

  it.each(['failed', 'held'] as const)('cancels a %s order, and keeps the end of its run', async (status) => {
    const { id } = await failedOrHeldOrder(world, status);
    world.advance(3600);
    expect(await operation(world).order(`/${id}/cancel`, REASON)).toMatchObject({ status: 'cancelled' });
    expect((await world.orders.get(id))?.runs[0]).toMatchObject({ outcome: status });
    expect(world.published.map(({ type }) => type)).toEqual(['order.cancelled']);
  });

  it('publishes all events of an order if none were published', async () => {
    const { id } = await world.submitted();
    expect(await operation(world).order(`/${id}/cancel`, REASON)).toMatchObject({ status: 'cancelled' });
    expect(world.published.map(({ type }) => type)).toEqual(['order.submitted', 'order.cancelled']);
  });

  it('also publishes the end of the run if the execution may not have; nothing is due afterwards', async () => {
    const { id } = await failedOrHeldOrder(world);
    world.advance(1800);
    await operation(world).send(`/${id}/cancel`, REASON);
    expect(world.published.map(({ type }) => type)).toEqual(['order.failed', 'order.cancelled']);
    expect(await world.unfinished.unpublished(10)).toEqual([]);
  });

  it('publishes all events if the order is marked, however old the mark is', async () => {
    const { id } = await failedOrHeldOrder(world);
    await world.orders.markUnpublished(id);
    world.advance(7200);
    await operation(world).send(`/${id}/cancel`, REASON);
    expect(world.published.map(({ type }) => type)).toEqual(['order.submitted', 'order.failed', 'order.cancelled']);
    expect(await world.unfinished.unpublished(10)).toEqual([]);
  });

  it('keeps the mark if the bus fails again, so that the sweeper publishes all events', async () => {
    const { id } = await failedOrHeldOrder(world);
    await world.orders.markUnpublished(id);
    const publishEvents = async () => {
      throw new Error('the bus is down');
    };
    await operation(world, { publishEvents }).send(`/${id}/cancel`, REASON);
    expect(await world.unfinished.unpublished(10)).toEqual([id]);
  });

  it('rejects a repeat, a complete order, a missing order, and a request without a reason', async () => {
    const id = await processingOrder();
    const { calls, problem, send } = operation(world);
    expect(await problem(`/${id}/cancel`, {})).toBe('400 invalid-request reason');
    await send(`/${id}/cancel`, REASON);
    expect(await problem(`/${id}/cancel`, REASON)).toBe('409 order-not-cancellable');
    const complete = await processingOrder();
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: complete, run: 1, to: 'complete', events: [], at });
    expect(await problem(`/${complete}/cancel`, REASON)).toBe('409 order-not-cancellable');
    expect(await problem(`/order-${'0'.repeat(32)}/cancel`, REASON)).toBe('404 order-not-found');
    expect(calls).toEqual(['stop r1', 'undo r1']);
  });

  it('competes with the end of the run for one write; the order is consistent either way', async () => {
    for (const first of ['cancel', 'complete'] as const) {
      const id = await processingOrder();
      const at = world.now().toISOString();
      const events = [{ type: 'order.completed' as const, occurredAt: at, run: 1 }];
      const complete = () => world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events, at });
      const { problem } = operation(world);
      const cancel = () => problem(`/${id}/cancel`, REASON);
      const [response, completed] =
        first === 'cancel'
          ? await Promise.all([cancel(), complete()])
          : await Promise.all([complete(), cancel()]).then(([done, answered]) => [answered, done] as const);

      const status = (await world.orders.get(id))?.status;
      expect(status).toBe(completed === undefined ? 'cancelled' : 'complete');
      expect(response.startsWith('answered 200')).toBe(completed === undefined);
    }
  });

  it('is retried if the run starts in between, and rejected if the run completes in between', async () => {
    const at = world.now().toISOString();
    const store = createOperatorStore(world.client, world.table);
    const interruptedBy = (to: 'processing' | 'complete') => {
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
    const { order } = operation(world, { operator: interruptedBy('processing') });
    expect(await order(`/${begun.id}/cancel`, REASON)).toMatchObject({ status: 'cancelled' });

    const ended = await processingOrder();
    const { calls, problem } = operation(world, { operator: interruptedBy('complete') });
    expect(await problem(`/${ended}/cancel`, REASON)).toBe('409 order-not-cancellable');
    expect(calls).toEqual([]);
    expect(await world.orders.get(ended)).toMatchObject({ status: 'complete' });
  });

  it('returns the cancelled order, and leaves unfinished work to the sweeper', async () => {
    const id = await processingOrder();
    const publishEvents = async () => {
      throw new Error('the bus is down');
    };
    const { order, reported } = operation(world, { publishEvents });
    const view: OrderView = await order(`/${id}/cancel`, REASON);
    expect(view.status).toBe('cancelled');
    expect(reported).toEqual(['Could not finish the cancellation; the sweeper will finish it']);
    expect(await world.unfinished.unpublished(10)).toEqual([id]);
  });
});
