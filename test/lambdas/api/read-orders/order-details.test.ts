import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ResponseBody } from '../../../../blueprint/routes/response-schemas.ts';
import { deliveryKey } from '../../../../core/order/order-keys.ts';
import type { OrderRecord, Parking } from '../../../../core/order/order-record.ts';
import type { DeliveryRecord } from '../../../../core/webhooks/delivery-record.ts';
import { createApiHandler } from '../../../../lambdas/api/api-handler.ts';
import { readOrdersRoutes } from '../../../../lambdas/api/read-orders/routes.ts';
import { createConnectionStore } from '../../../../lambdas/connections/connection-store.ts';
import { takeTurn } from '../../../../lambdas/order-runs/lanes.ts';
import { createLogger } from '../../../../lambdas/runtime/logger.ts';
import { type OrderWorld, SMALL_ORDER, startOrderWorld } from '../../../helpers/order-world.ts';
import { send } from '../api-event.ts';
import { readPorts } from './read-ports.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

async function detailsOf(id: string): Promise<ResponseBody<'OrderDetails'>> {
  const handler = createApiHandler(createLogger('test'), readOrdersRoutes(readPorts(world, world.now)));
  const { status, body } = await send(handler, { route: 'GET /orders/{id}', pathParameters: { id } });
  expect(status).toBe(200);
  return body as ResponseBody<'OrderDetails'>;
}

/** Stores three orders of one subscription in its lane. */
async function threeOrders(): Promise<readonly [OrderRecord, OrderRecord, OrderRecord]> {
  const change = { ...SMALL_ORDER, subscriptionRef: 'A-S1' };
  const orders = [await world.submitted(change), await world.submitted(change), await world.submitted(change)] as const;
  for (const order of orders) await takeTurn(order, world);
  return orders;
}

describe('the details of an order', () => {
  it('name the orders ahead of it and behind it, and no subscription', async () => {
    const [first, second, third] = await threeOrders();
    expect((await detailsOf(first.id)).lanes).toEqual([{ ahead: [], behind: [second.id, third.id] }]);
    const { lanes } = await detailsOf(second.id);
    expect(lanes).toEqual([{ ahead: [first.id], behind: [third.id] }]);
    expect(JSON.stringify(lanes)).not.toContain('A-S1');
  });

  it('name none for an order that gave its place up', async () => {
    const [first] = await threeOrders();
    await world.orders.changeStatus({ orderId: first.id, run: 1, to: 'failed', events: [], at: first.createdAt });
    expect((await detailsOf(first.id)).lanes).toEqual([]);
  });

  it('have its deliveries, by the number of the event', async () => {
    const { id } = await world.submitted();
    const at = world.now().toISOString();
    for (const sequence of [10, 2]) {
      const delivery: DeliveryRecord = {
        orderId: id,
        sequence,
        webhook: 'crm',
        status: 'waiting',
        eventType: 'order.submitted',
        orderType: 'new',
        round: 1,
        attempts: [{ round: 1, startedAt: at, status: 503, reply: 'What the receiver said' }],
        nextTryAt: at,
        createdAt: at,
        updatedAt: at,
        owner: 'nobody',
        ownedUntil: at,
        putOff: 0,
      };
      await world.client.send(
        new PutCommand({ TableName: world.table, Item: { ...deliveryKey(id, sequence, 'crm'), ...delivery } }),
      );
    }
    const { deliveries } = await detailsOf(id);
    expect(deliveries).toMatchObject([
      { id: `${id}-2-crm`, event: { sequence: 2 }, status: 'waiting', attempts: 1, nextTryAt: at },
      { id: `${id}-10-crm` },
    ]);
    expect(JSON.stringify(deliveries)).not.toContain('What the receiver said');
  });

  it('say when the connection of a parked order is tried, and the list says the same', async () => {
    const order = await world.submitted();
    const { id } = order;
    const at = world.now().toISOString();
    const later = (seconds: number) => new Date(world.now().getTime() + seconds * 1_000).toISOString();
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'processing', events: [], at });
    const parked: Parking = {
      step: 'first',
      mode: 'run',
      connection: 'zuora',
      code: 'unavailable',
      reason: 'Later.',
      since: at,
      until: later(3_600),
      times: 1,
      taskToken: 'the-token',
    };
    await world.orders.park({ order, run: 1, parked, events: [] });
    const breaker = { openedAt: at, openedBy: 'outages', nextTryAt: later(30), openings: 1 } as const;
    await createConnectionStore(world.client, world.table).change('zuora', () => ({ breaker }));
    const details = await detailsOf(id);
    expect(details.due).toEqual([{ step: 'first', what: 'run', at: later(30) }]);
    expect(JSON.stringify(details)).not.toContain('the-token');
    const routes = readOrdersRoutes(readPorts(world, world.now));
    const query = { parked: 'true' };
    const list = await routes({ route: 'GET /orders', query, pathParameters: {}, headers: {}, body: undefined });
    expect(list.body).toMatchObject({ items: [{ id, next_at: later(30), age_seconds: 0 }] });
  });
});
