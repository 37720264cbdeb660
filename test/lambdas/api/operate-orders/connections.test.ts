import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Parking } from '../../../../core/order/order-record.ts';
import { createConnectionStore } from '../../../../lambdas/connections/connection-store.ts';
import { type OrderWorld, startOrderWorld } from '../../../helpers/order-world.ts';
import { operation, problemIn } from './operate-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

const connections = () => createConnectionStore(world.client, world.table);

async function parkedOrder(connection = 'zuora'): Promise<string> {
  world.advance(1);
  const order = await world.submitted();
  const at = world.now().toISOString();
  await world.orders.changeStatus({ orderId: order.id, run: 1, to: 'processing', events: [], at });
  const parked: Parking = {
    ...{ step: 'first', mode: 'run', connection, code: 'unavailable', reason: 'Later.', since: at, times: 1 },
    ...{ until: new Date(world.now().getTime() + 3_600_000).toISOString(), taskToken: 'the-token' },
  };
  await world.orders.park({ order, run: 1, parked, events: [] });
  return order.id;
}

async function openConnection(): Promise<void> {
  const openedAt = world.now().toISOString();
  await connections().change('zuora', () => ({ breaker: { openedAt, openedBy: 'operator', openings: 1 } }));
}

function actions() {
  const settings = { zuora: { openAfterOutages: 3, tryAfterSeconds: 30, releasePerMinute: 2 } };
  const { calls, send } = operation(world, { settings });
  const act = (action: string, dry_run: boolean, name = 'zuora') =>
    send(
      '',
      { reason: 'Ticket 17', ...(action !== 'open' && { dry_run }) },
      {
        route: `POST /connections/{name}/${action}`,
        pathParameters: { name },
      },
    );
  return { act, calls };
}

describe('the dry run of a connection', () => {
  it('says which orders would call the partner again, and by when, and changes nothing', async () => {
    const ids = [await parkedOrder(), await parkedOrder(), await parkedOrder()];
    await parkedOrder('salesforce');
    await openConnection();
    const before = await connections().list();
    const { act, calls } = actions();
    const found = { dry_run: true, connection: 'zuora', status: 'open', changes: true, first: ids[0] };
    expect((await act('close', true)).body).toEqual({ ...found, action: 'close', orders: 3, minutes: 2 });
    expect((await act('try', true)).body).toEqual({ ...found, action: 'try', orders: 1, minutes: 1 });
    expect(await connections().list()).toEqual(before);
    expect(calls).toEqual([]);
  });

  it('says that nothing would change, as a repeat of the action finds', async () => {
    await openConnection();
    const { act } = actions();
    expect((await act('close', false)).body).toMatchObject({ name: 'zuora', status: 'closed' });
    const nothing = { changes: false, orders: 0, first: null, minutes: null };
    expect((await act('close', true)).body).toMatchObject({ ...nothing, status: 'closed' });
    expect((await act('try', true)).body).toMatchObject(nothing);
  });

  it('refuses what the action refuses', async () => {
    const { act } = actions();
    for (const dry of [true, false])
      expect(await problemIn(act('close', dry, 'nobody'))).toMatch(/^404 .*connection-not-found/);
  });
});
