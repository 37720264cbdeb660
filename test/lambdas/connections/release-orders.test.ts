import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeError } from '../../../blueprint/wire/error.ts';
import type { ParkEvent } from '../../../blueprint/wire/park-event.ts';
import { connectionsConfigSchema } from '../../../core/config/connection-config.ts';
import type { ConnectionSettingsByName } from '../../../core/connections/connection-settings.ts';
import type { ConnectionState } from '../../../core/connections/connection-state.ts';
import { newOrderId } from '../../../core/order/order-ids.ts';
import { type ConnectionStore, createConnectionStore } from '../../../lambdas/connections/connection-store.ts';
import { restartRelease } from '../../../lambdas/connections/release-execution.ts';
import { createReleaseOrders, type ReleaseOrdersPorts } from '../../../lambdas/connections/release-orders.ts';
import { createParkedOrders } from '../../../lambdas/order-store/parking.ts';
import { type ParkOrderPorts, parkOrder } from '../../../lambdas/run-outcome/park-order.ts';
import { createWatchConnections } from '../../../lambdas/sweeper/watch-connections.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';

const UNAVAILABLE = encodeError({ code: 'partner_unavailable', publicMessage: 'Please wait.' });
const PATIENCE_MS = 14_400_000;

let world: OrderWorld;
let connections: ConnectionStore;
/** Tokens whose state still waits. */
let waiting: Set<string>;
let sent: string[];
let started: string[];
let settings: ConnectionSettingsByName;
beforeEach(async () => {
  world = await startOrderWorld();
  connections = createConnectionStore(world.client, world.table);
  waiting = new Set();
  sent = [];
  started = [];
  settings = connectionsConfigSchema.parse({ zuora: { releasePerMinute: 30 } });
});
afterEach(() => world.close());

function ports(): ReleaseOrdersPorts & ParkOrderPorts & { readonly connections: ConnectionStore } {
  return {
    connections,
    settings,
    orders: world.orders,
    steps: world.steps,
    parkedOrders: createParkedOrders(world.client, world.table),
    sendTaskResult: async (token) => {
      if (!waiting.delete(token)) return false;
      sent.push(token);
      return true;
    },
    startRelease: async (connection, since) => {
      started.push(`${connection} ${since}`);
      return true;
    },
    publishEvents: world.publishEvents,
    onError: (message) => {
      throw new Error(message);
    },
    random: () => 0.5,
    now: world.now,
  };
}

async function park(id: string, changes: Partial<ParkEvent> = {}): Promise<string> {
  const taskToken = `token-${id}-${changes.parking?.times ?? 1}`;
  waiting.add(taskToken);
  const since = world.now().getTime();
  await parkOrder(
    {
      action: 'park',
      orderId: id,
      run: 1,
      mode: 'run',
      connection: 'zuora',
      failure: { step: 'first', error: 'PartnerUnavailable', cause: JSON.stringify({ errorMessage: UNAVAILABLE }) },
      parking: { times: 1, since, until: since + PATIENCE_MS },
      taskToken,
      ...changes,
    },
    ports(),
  );
  return taskToken;
}

/** Stores orders, a second apart, and parks them. */
async function parked(count: number, changes: Partial<ParkEvent> = {}): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const { id } = await world.submitted(undefined, newOrderId());
    await world.orders.changeStatus({
      orderId: id,
      run: 1,
      to: 'processing',
      events: [],
      at: world.now().toISOString(),
    });
    ids.push(id);
    world.advance(1);
  }
  for (const id of ids.toReversed()) await park(id, changes);
  return ids;
}

async function open(breaker: Partial<ConnectionState['breaker']> = {}): Promise<void> {
  const openedAt = world.now().toISOString();
  await connections.change('zuora', (state) => ({
    ...state,
    breaker: { openedAt, openedBy: 'outages', openings: 1, nextTryAt: openedAt, ...breaker },
  }));
}

const close = () => connections.change('zuora', ({ breaker: _, ...state }) => state);

/** Calls the function as its state machine does. Returns the seconds to wait; undefined if it ended. */
async function tick(ticks = 0): Promise<number | undefined> {
  const since = (await connections.get('zuora')).releasing?.since ?? '';
  try {
    await createReleaseOrders(ports())({ connection: 'zuora', since, ticks });
    return undefined;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ReleasePostponed')) throw error;
    return (JSON.parse(error.message) as { seconds: number }).seconds;
  }
}

describe('parking an order', () => {
  it('keeps why and until when, publishes it, and starts one release for all of them', async () => {
    await open();
    const [id = ''] = await parked(3);
    const order = await world.orders.get(id);
    expect(order).toMatchObject({
      status: 'processing',
      parked: { step: 'first', mode: 'run', connection: 'zuora', code: 'partner_unavailable', reason: 'Please wait.' },
    });
    expect(order?.parked).not.toHaveProperty('notBefore');
    expect(Date.parse(order?.parked?.until ?? '') - Date.parse(order?.parked?.since ?? '')).toBe(PATIENCE_MS);
    expect(world.published.map(({ type }) => type)).toEqual(['order.parked', 'order.parked', 'order.parked']);
    expect(started).toHaveLength(1);
  });

  it('can be repeated: the last token counts, and it is reported once', async () => {
    const [id = ''] = await parked(1);
    await park(id, { taskToken: 'another' });
    const order = await world.orders.get(id);
    expect(order?.parked?.taskToken).toBe('another');
    expect(order?.events.map(({ type }) => type)).toEqual(['order.submitted', 'order.parked']);
  });

  it('is refused for an order that has ended or is in a later run', async () => {
    const [id = ''] = await parked(1);
    const at = world.now().toISOString();
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'failed', events: [], at });
    expect((await world.orders.get(id))?.parked).toBeUndefined();
    await expect(park(id)).rejects.toMatchObject({ name: 'StepRefused' });
    await expect(park(id, { run: 2 })).rejects.toMatchObject({ name: 'StepRefused' });
  });

  it('reports ten parkings of a state, and keeps the others out of the item', async () => {
    await open();
    const [id = ''] = await parked(1);
    for (let times = 2; times <= 40; times += 1)
      await park(id, { parking: { times, since: 0, until: world.now().getTime() + 1000 } });
    expect((await world.orders.get(id))?.events).toHaveLength(11);
  });

  it('waits longer each time if its connection is closed, and as long as the partner asked', async () => {
    const waits: number[] = [];
    const { id } = await world.submitted();
    for (const times of [1, 2, 3, 9]) {
      await park(id, { parking: { times, since: 0, until: world.now().getTime() + 1000 } });
      const { notBefore = '' } = (await world.orders.get(id))?.parked ?? {};
      waits.push((Date.parse(notBefore) - world.now().getTime()) / 1000);
    }
    expect(waits).toEqual([5, 10, 20, 300]);
  });
});

describe('releasing orders', () => {
  it('lets one order try an open connection when it is due, the one that was parked least often first', async () => {
    await open({ nextTryAt: new Date(world.now().getTime() + 40_000).toISOString() });
    const [first = '', second = '', third = ''] = await parked(3);
    expect(await tick()).toBeGreaterThan(30);
    expect(sent).toEqual([]);
    world.advance(60);
    expect(await tick()).toBe(2);
    expect(sent).toEqual([`token-${first}-1`]);
    expect((await world.orders.get(first))?.parked).toBeUndefined();

    await park(first, { parking: { times: 2, since: 0, until: world.now().getTime() + 1000 } });
    await tick();
    await tick();
    expect(sent.slice(1)).toEqual([`token-${second}-1`, `token-${third}-1`]);
    await tick();
    expect(sent.at(-1)).toBe(`token-${first}-2`);
  });

  it('waits while an order tries the connection, and for an operator who opened it', async () => {
    await open({ trying: { orderId: 'x', until: new Date(world.now().getTime() + 60_000).toISOString() } });
    await parked(2);
    expect(await tick()).toBe(2);
    await connections.change('zuora', (state) => ({
      ...state,
      breaker: { openedAt: '', openedBy: 'operator', openings: 1 },
    }));
    expect(await tick()).toBe(60);
    expect(sent).toEqual([]);
  });

  it('releases oldest first at the pace of the settings once the connection is closed, and then ends', async () => {
    await open();
    const ids = await parked(10);
    await close();
    // 30 a minute: four every eight seconds.
    expect(await tick()).toBe(8);
    expect(sent).toEqual(ids.slice(0, 4).map((id) => `token-${id}-1`));
    await tick();
    await tick();
    expect(sent).toEqual(ids.map((id) => `token-${id}-1`));
    const types = world.published.map(({ type }) => type);
    expect(types.filter((type) => type === 'order.released')).toHaveLength(10);
    expect(world.published.at(-1)?.data).toEqual({ step: 'first', connection: 'zuora', by: 'connection' });

    // The index may lag behind for a while.
    expect(await tick()).toBeGreaterThan(1);
    world.advance(61);
    expect(await tick()).toBeUndefined();
    expect(await connections.get('zuora')).not.toHaveProperty('releasing');
  });

  it('leaves orders alone whose own time has not come, or that wait for another connection', async () => {
    const [early = ''] = await parked(1, { parking: { times: 3, since: 0, until: Date.now() } });
    await parked(1, { connection: 'salesforce' });
    expect(await tick()).toBeGreaterThan(10);
    expect(sent).toEqual([]);
    world.advance(30);
    await tick();
    expect(sent).toEqual([`token-${early}-3`]);
  });

  it('repeats what a crash interrupted, and never releases an order that was parked again meanwhile', async () => {
    const [id = ''] = await parked(1);
    world.advance(30);
    // The state has continued, but the order was not written.
    waiting.clear();
    await tick();
    expect((await world.orders.get(id))?.parked).toBeUndefined();

    const before = await world.orders.get(id);
    await park(id, { taskToken: 'new' });
    const stale = { ...before, parked: { ...(await world.orders.get(id))?.parked, taskToken: 'old' } };
    expect(await world.orders.release({ order: stale as never, event: undefined })).toBeUndefined();
    expect((await world.orders.get(id))?.parked?.taskToken).toBe('new');
  });

  it('is handed over by an execution that is replaced or becomes too long', async () => {
    await parked(1);
    expect(await tick(2_000)).toBeUndefined();
    expect(started).toHaveLength(2);
    const { since = '' } = (await connections.get('zuora')).releasing ?? {};
    world.advance(1);
    await restartRelease('zuora', ports());
    await createReleaseOrders(ports())({ connection: 'zuora', since, ticks: 0 });
    expect(sent).toEqual([]);
    expect(started).toHaveLength(3);
  });

  it('does not end while an order is being parked', async () => {
    await parked(1);
    world.advance(61);
    await tick();
    expect(sent).toHaveLength(1);
    const { id } = await world.submitted();
    await park(id);
    expect(await tick()).toBeGreaterThan(0);
    expect((await connections.get('zuora')).releasing).toBeDefined();
  });
});

describe('the sweeper', () => {
  it('starts the releases that have ended, and measures what waits', async () => {
    await open();
    await parked(3);
    world.advance(100);
    const published: object[] = [];
    const watch = (runs: boolean) =>
      createWatchConnections({
        ...ports(),
        startRelease: async (connection, since) => {
          started.push(`${connection} ${since}`);
          return runs;
        },
        publish: (values) => void published.push(values),
      })();
    const first = started.at(-1);
    await watch(true);
    expect(started.at(-1)).toBe(first);
    await watch(false);
    expect(started.at(-1)).not.toBe(first);
    expect(published.at(-1)).toMatchObject({ parked: 3, oldestParked: 100, connectionOpen: 103 });
  });

  it('makes one query and publishes nothing while nothing fails', async () => {
    const published: object[] = [];
    await createWatchConnections({ ...ports(), publish: (values) => void published.push(values) })();
    expect(published).toEqual([]);
    expect(started).toEqual([]);
  });
});
