import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSweep, type SweepPorts } from '../../../lambdas/sweeper/sweep.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

const NOTHING = { started: 0, published: 0, troubled: 0 };

/** A sweep over the world, with the executions that it started and the troubles that it told of. */
function sweeper(ports: Partial<SweepPorts> = {}) {
  const { orders, unfinished, publishEvents, now } = world;
  const started: string[] = [];
  const troubles: string[] = [];
  const sweep = createSweep({
    orders,
    unfinished,
    publishEvents,
    startExecution: async ({ id, runs }) => {
      started.push(`${id}-r${runs.length}`);
    },
    onTrouble: (message) => troubles.push(message),
    now,
    ...ports,
  });
  return { sweep, started, troubles };
}

describe('an order that was stored but not started', () => {
  it('is left to its submission for 60 seconds, and then told of and started', async () => {
    const { id } = await world.submitted();
    const { sweep, started } = sweeper();

    world.advance(60);
    expect(await sweep()).toEqual(NOTHING);
    world.advance(1);
    expect(await sweep()).toEqual({ ...NOTHING, started: 1 });

    expect(started).toEqual([`${id}-r1`]);
    expect(world.published).toMatchObject([{ id: `${id}#1`, type: 'order.submitted' }]);
  });

  it('is started by the next sweep when this one cannot, and holds up no other', async () => {
    const ids = [await world.submitted(), await world.submitted(), await world.submitted()].map((order) => order.id);
    world.advance(61);
    const poor = sweeper({
      startExecution: async ({ id }) => {
        if (id === ids[1]) throw new Error('no connection');
      },
    });
    expect(await poor.sweep()).toEqual({ started: 2, published: 0, troubled: 1 });
    expect(poor.troubles).toEqual([`Order ${ids[1]} could not be helped; the next sweep tries again`]);
    const { sweep, started } = sweeper();
    await sweep();
    expect(started).toContain(`${ids[1]}-r1`);
  });

  it('is left alone when it has begun since the index was read, and is not counted', async () => {
    const { id } = await world.submitted();
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'processing', events: [], at });
    const unfinished = { ...world.unfinished, notStarted: async () => [id, `order-${'0'.repeat(32)}`] };
    const { sweep, started } = sweeper({ unfinished });
    expect(await sweep()).toEqual(NOTHING);
    expect(started).toEqual([]);
    expect(world.published).toEqual([]);
  });

  it('gets the same execution and the same event ids from two sweeps at once', async () => {
    const { id } = await world.submitted();
    world.advance(61);
    const sweeps = [sweeper(), sweeper()];
    await Promise.all(sweeps.map(({ sweep }) => sweep()));
    expect(new Set(sweeps.flatMap(({ started }) => started))).toEqual(new Set([`${id}-r1`]));
    expect(new Set(world.published.map((event) => event.id))).toEqual(new Set([`${id}#1`]));
    expect((await world.orders.get(id))?.events).toHaveLength(1);
  });
});

describe('an order with events that were not published', () => {
  async function marked(): Promise<string> {
    const { id } = await world.submitted();
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'processing', events: [], at });
    await world.orders.markUnpublished(id);
    return id;
  }

  it('is published at once and loses its mark', async () => {
    const id = await marked();
    const { sweep } = sweeper();
    expect(await sweep()).toEqual({ ...NOTHING, published: 1 });
    expect(world.published.map((event) => event.id)).toEqual([`${id}#1`]);
    expect(await sweep()).toEqual(NOTHING);
  });

  it('keeps its mark while the bus refuses them', async () => {
    const id = await marked();
    const refusing = async () => {
      throw new Error('the bus is down');
    };
    const { sweep, troubles } = sweeper({ publishEvents: refusing });
    expect(await sweep()).toEqual({ ...NOTHING, troubled: 1 });
    expect(troubles).toHaveLength(1);
    expect(await world.unfinished.unpublished(10)).toEqual([id]);
  });

  it('keeps its mark when an event was added while it was published, and loses it the next time', async () => {
    const id = await marked();
    const at = world.now().toISOString();
    const events = [{ type: 'order.completed' as const, occurredAt: at, run: 1 }];
    const { sweep } = sweeper({
      publishEvents: async (published) => {
        await world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events, at });
        await world.publishEvents(published);
      },
    });
    await sweep();
    expect(await world.unfinished.unpublished(10)).toEqual([id]);
    await sweep();
    expect(await world.unfinished.unpublished(10)).toEqual([]);
    expect(world.published.map((event) => event.sequence)).toEqual([1, 1, 2]);
  });

  it('is helped by two sweeps at once without harm', async () => {
    const id = await marked();
    await Promise.all([sweeper().sweep(), sweeper().sweep()]);
    expect(new Set(world.published.map((event) => event.id))).toEqual(new Set([`${id}#1`]));
    expect(await world.unfinished.unpublished(10)).toEqual([]);
  });
});
