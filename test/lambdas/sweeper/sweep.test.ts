import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { orderKey } from '../../../core/order/order-keys.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import type { Executions } from '../../../lambdas/order-runs/executions.ts';
import type { OrderStore } from '../../../lambdas/order-store/order-store.ts';
import { createRecordAbnormalEnd } from '../../../lambdas/run-outcome/record-abnormal-end.ts';
import { createSweep, type SweepPorts } from '../../../lambdas/sweeper/sweep.ts';
import { type OrderWorld, SMALL_ORDER, startOrderWorld } from '../../helpers/order-world.ts';
import { failedOrHeldOrder, LOST, operation, runStep, sequenceBy } from '../api/operate-orders/operate-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

const NOTHING = { started: 0, published: 0, settled: 0, held: 0, troubled: 0 };

/** Returns a sweep over the world, the executions that it started or stopped, and the errors that it reported. */
function sweeper(ports: Partial<SweepPorts> = {}) {
  const { search: index, orders, unfinished, publishEvents, now } = world;
  const started: string[] = [];
  const errors: string[] = [];
  const stopped: string[] = [];
  const sweep = createSweep({
    orders,
    index,
    unfinished,
    lanes: world.lanes,
    leaveLanes: world.leaveLanes,
    publishEvents,
    executions: {
      stop: async ({ id }) => void stopped.push(id),
      stateOf: async () => ({ status: 'RUNNING' }),
    },
    undoSteps: async () => undefined,
    recordAbnormalEnd: createRecordAbnormalEnd({
      orders,
      steps: world.steps,
      leaveLanes: world.leaveLanes,
      startHeal: async () => undefined,
      currentSequence: sequenceBy(world),
      publishEvents,
      now,
    }),
    startExecution: async ({ id, runs }) => {
      started.push(`${id}-r${runs.length}`);
    },
    onError: (message) => errors.push(message),
    now,
    ...ports,
  });
  return { sweep, started, stopped, errors };
}

describe('an order that is queued in a lane', () => {
  const change = { ...SMALL_ORDER, subscriptionRef: 'A-S1' };
  const changed = (orderId: string, to: 'processing' | 'complete' | 'held') =>
    world.orders.changeStatus({ orderId, run: 1, to, events: [], at: world.now().toISOString() });

  it('is left alone while the one ahead is held, and is not a run under way', async () => {
    const first = await world.submitted(change);
    world.advance(1);
    const second = await world.submitted(change);
    world.advance(61);
    const { sweep, started } = sweeper();
    expect(await sweep()).toEqual({ ...NOTHING, started: 1 });
    expect(started).toEqual([`${first.id}-r1`]);
    await changed(first.id, 'processing');
    await changed(first.id, 'held');
    world.advance(100_000);
    expect(await sweep()).toEqual(NOTHING);
    expect((await world.unfinished.queued()).map(({ id }) => id)).toEqual([second.id]);
    expect(await world.unfinished.underWay(world.now())).toEqual([]);
  });

  it('is started if the one ahead ended and crashed before it left the lane, or was deleted', async () => {
    const first = await world.submitted(change);
    world.advance(1);
    const second = await world.submitted(change);
    world.advance(1);
    const third = await world.submitted(change);
    world.advance(61);
    const { sweep, started } = sweeper();
    await sweep();
    await changed(first.id, 'complete');
    expect(await sweep()).toEqual({ ...NOTHING, started: 1 });
    expect(started).toEqual([`${first.id}-r1`, `${second.id}-r1`]);
    await world.lanes.queue(second);
    await world.client.send(new DeleteCommand({ TableName: world.table, Key: orderKey(second.id) }));
    await sweep();
    expect(started.at(-1)).toBe(`${third.id}-r1`);
    expect(await world.lanes.places('A-S1')).toEqual([`${third.id}#1`]);
  });

  it('gets its turn within some sweeps among many that are queued', async () => {
    const orders = await Promise.all(Array.from({ length: 60 }, () => world.submitted(change)));
    const stuck = await world.submitted({ ...SMALL_ORDER, subscriptionRef: 'A-S2' });
    world.advance(61);
    const { sweep, started } = sweeper();
    await world.lanes.join('A-S2', `order-${'0'.repeat(32)}#1`);
    await world.lanes.queue(stuck);
    for (const order of orders) await world.lanes.queue(order);
    for (let minute = 0; minute < 3; minute += 1) {
      await sweep();
      world.advance(60);
    }
    expect(started).toContain(`${stuck.id}-r1`);
  });
});

describe('an order that was stored but not started', () => {
  it('is left alone for 60 seconds after its submission, then published and started', async () => {
    const { id } = await world.submitted();
    const { sweep, started } = sweeper();

    world.advance(60);
    expect(await sweep()).toEqual(NOTHING);
    world.advance(1);
    expect(await sweep()).toEqual({ ...NOTHING, started: 1 });

    expect(started).toEqual([`${id}-r1`]);
    expect(world.published).toMatchObject([{ id: `${id}#1`, type: 'order.submitted' }]);
  });

  it('is started by the next sweep if this one fails, and does not block others', async () => {
    const ids = [await world.submitted(), await world.submitted(), await world.submitted()].map((order) => order.id);
    world.advance(61);
    const failing = sweeper({
      startExecution: async ({ id }) => {
        if (id === ids[1]) throw new Error('no connection');
      },
    });
    expect(await failing.sweep()).toEqual({ ...NOTHING, started: 2, troubled: 1 });
    expect(failing.errors).toEqual([`Could not recover order ${ids[1]}; the next sweep tries again`]);
    const { sweep, started } = sweeper();
    await sweep();
    expect(started).toContain(`${ids[1]}-r1`);
  });

  it('is ignored and not counted if it started after the index was read', async () => {
    const { id } = await world.submitted();
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'processing', events: [], at });
    const unfinished = { ...world.unfinished, notStarted: async () => [id, `order-${'0'.repeat(32)}`] };
    const { sweep, started } = sweeper({ unfinished });
    expect(await sweep()).toEqual(NOTHING);
    expect(started).toEqual([]);
    expect(world.published).toEqual([]);
  });

  it('gets the same execution and the same event ids from two concurrent sweeps', async () => {
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

  it('is published at once and unmarked', async () => {
    const id = await marked();
    const { sweep } = sweeper();
    expect(await sweep()).toEqual({ ...NOTHING, published: 1 });
    expect(world.published.map((event) => event.id)).toEqual([`${id}#1`]);
    expect(await sweep()).toEqual(NOTHING);
  });

  it('keeps its mark while the bus rejects them', async () => {
    const id = await marked();
    const rejecting = async () => {
      throw new Error('the bus is down');
    };
    const { sweep, errors } = sweeper({ publishEvents: rejecting });
    expect(await sweep()).toEqual({ ...NOTHING, troubled: 1 });
    expect(errors).toHaveLength(1);
    expect(await world.unfinished.unpublished(10)).toEqual([id]);
  });

  it('keeps its mark if an event is added during publishing, and loses it in the next sweep', async () => {
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

  it('can safely be recovered by two concurrent sweeps', async () => {
    const id = await marked();
    await Promise.all([sweeper().sweep(), sweeper().sweep()]);
    expect(new Set(world.published.map((event) => event.id))).toEqual(new Set([`${id}#1`]));
    expect(await world.unfinished.unpublished(10)).toEqual([]);
  });
});

describe('an order that operators changed', () => {
  it('is started in its new run, and only the events of that run are published', async () => {
    const { id } = await failedOrHeldOrder(world);
    const startExecution = async () => {
      throw new Error('no connection');
    };
    await operation(world, { startExecution, publishEvents: async () => undefined }).send(`/${id}/resume`, {
      reason: 'Repaired.',
    });
    const { sweep, started } = sweeper();
    expect(await sweep()).toEqual(NOTHING);
    world.advance(61);
    expect(await sweep()).toEqual({ ...NOTHING, started: 1 });
    expect(started).toEqual([`${id}-r2`]);
    expect(world.published.map(({ type, run }) => `${type} ${run}`)).toEqual(['order.resumed 2']);
  });

  it('is stopped, published and unmarked if its cancellation was not finished', async () => {
    const { id } = await world.submitted();
    const publishEvents = async () => {
      throw new Error('the bus is down');
    };
    await operation(world, { publishEvents }).send(`/${id}/cancel`, { reason: 'Wrong offer.' });
    const { sweep, stopped } = sweeper();
    expect(await sweep()).toEqual({ ...NOTHING, published: 1 });
    expect(stopped).toEqual([id]);
    expect(world.published.map(({ type }) => type)).toEqual(['order.submitted', 'order.cancelled']);
    expect(await sweep()).toEqual(NOTHING);
  });
});

describe('an order without progress', () => {
  const ended: Executions = { stop: async () => undefined, stateOf: async () => ({ status: 'ABORTED' }) };

  async function processing(): Promise<OrderRecord> {
    const order = await world.submitted();
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: order.id, run: 1, to: 'processing', events: [], at });
    return order;
  }

  it('is left alone for 5 minutes, then ended if its execution has ended', async () => {
    const { id } = await processing();
    const { sweep } = sweeper({ executions: ended });
    world.advance(300);
    expect(await sweep()).toEqual(NOTHING);
    world.advance(1);
    expect(await sweep()).toEqual({ ...NOTHING, settled: 1 });
    expect(await world.orders.get(id)).toMatchObject({ status: 'failed', failure: { step: 'first' } });
    expect(world.published.map(({ type }) => type)).toEqual(['order.error', 'order.failed']);
    expect(await sweep()).toEqual(NOTHING);
  });

  it('is ignored while its execution is running', async () => {
    const { id } = await processing();
    world.advance(10_000);
    expect(await sweeper().sweep()).toEqual(NOTHING);
    expect((await world.orders.get(id))?.status).toBe('processing');
  });

  it('is held if a critical step may have had its effect', async () => {
    const order = await processing();
    await runStep(world, order, 'first', { outcome: 'unknown', error: LOST });
    world.advance(301);
    expect(await sweeper({ executions: ended }).sweep()).toEqual({ ...NOTHING, settled: 1, held: 1 });
    expect((await world.orders.get(order.id))?.status).toBe('held');
  });

  describe('whose execution Step Functions does not know', () => {
    const executions: Executions = { ...ended, stateOf: async () => ({ status: 'GONE' }) };

    it('is ended if its run had started', async () => {
      const { id } = await processing();
      world.advance(301);
      expect(await sweeper({ executions }).sweep()).toEqual({ ...NOTHING, settled: 1 });
      expect((await world.orders.get(id))?.status).toBe('failed');
    });

    it('is started if its run had not, and again until the start is visible', async () => {
      const { id } = await world.submitted();
      world.advance(301);
      const { sweep, started } = sweeper({ executions });
      expect(await sweep()).toEqual({ ...NOTHING, started: 1 });
      expect(await sweep()).toEqual({ ...NOTHING, started: 1 });
      expect(started).toEqual([`${id}-r1`, `${id}-r1`]);
      expect((await world.orders.get(id))?.status).toBe('submitted');
    });

    it('waits for a later sweep while it cannot be started, and no failure is published', async () => {
      const { id } = await world.submitted();
      world.advance(301);
      const startExecution = async () => {
        throw new Error('Rate exceeded');
      };
      expect(await sweeper({ executions, startExecution }).sweep()).toEqual({ ...NOTHING, troubled: 1 });
      const unfinished = { ...world.unfinished, notStarted: async () => [] };
      expect(await sweeper({ executions, unfinished }).sweep()).toEqual(NOTHING);
      expect((await world.orders.get(id))?.status).toBe('submitted');
      expect(world.published.map(({ type }) => type)).not.toContain('order.failed');
    });
  });

  it('is ended only once by two concurrent sweeps', async () => {
    const { id } = await processing();
    world.advance(301);
    const reports = await Promise.all([1, 2].map(() => sweeper({ executions: ended }).sweep()));
    expect(reports.map(({ troubled }) => troubled)).toEqual([0, 0]);
    const order = await world.orders.get(id);
    expect(order?.events.map(({ type }) => type)).toEqual(['order.submitted', 'order.error', 'order.failed']);
    expect(order?.runs).toHaveLength(1);
  });

  it('is counted as an error if its execution cannot be read, and retried by the next sweep', async () => {
    const { id } = await processing();
    world.advance(301);
    const throttled: Executions = {
      ...ended,
      stateOf: async () => {
        throw new Error('Rate exceeded');
      },
    };
    const { sweep, errors } = sweeper({ executions: throttled });
    expect(await sweep()).toEqual({ ...NOTHING, troubled: 1 });
    expect(errors).toEqual([`Could not recover order ${id}; the next sweep tries again`]);
  });

  it('gets its turn however many orders are waiting, 50 per sweep', async () => {
    const ids = Array.from({ length: 120 }, (_, at) => `order-${String(at).padStart(32, '0')}`);
    const asked: string[] = [];
    const get = async (id: string) => void asked.push(id);
    const unfinished = { ...world.unfinished, underWay: async () => ids };
    const { sweep } = sweeper({ unfinished, orders: { ...world.orders, get: get as OrderStore['get'] } });
    for (let minute = 0; minute < 5; minute += 1) {
      const before = asked.length;
      await sweep();
      expect(asked.length - before).toBe(50);
      world.advance(60);
    }
    expect(new Set(asked).size).toBe(120);
  });
});
