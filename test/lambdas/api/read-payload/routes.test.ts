import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderRecord } from '../../../../core/order/order-record.ts';
import type { ApiRequest, ApiResponse } from '../../../../lambdas/api/api-request.ts';
import { processEventsOf } from '../../../../lambdas/api/read-orders/process-events.ts';
import { readPayloadRoutes } from '../../../../lambdas/api/read-payload/routes.ts';
import { createPayloadStore } from '../../../../lambdas/order-store/payload-store.ts';
import { equals } from '../../../../lambdas/update-expression.ts';
import { writeItem } from '../../../../lambdas/update-item.ts';
import { checked } from '../../../helpers/declared-response.ts';
import { type OrderWorld, SMALL_ORDER, startOrderWorld } from '../../../helpers/order-world.ts';
import { failedOrHeldOrder, operation, operatorPorts, problemIn } from '../operate-orders/operate-world.ts';

const UNKNOWN = `order-${'0'.repeat(32)}`;

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const payloads = () => createPayloadStore(world.client, world.table);

function read(id: string, request: Partial<ApiRequest> = {}, ports = {}): Promise<ApiResponse> {
  const answer = checked(readPayloadRoutes({ payloads: payloads(), now: world.now, ...ports }));
  return answer({
    route: 'GET /orders/{id}/payload',
    pathParameters: { id },
    query: {},
    headers: {},
    body: undefined,
    caller: 'ada (client console)',
    ...request,
  });
}

async function readsOf(id: string) {
  const found = await world.orders.getWithSteps(id);
  if (found === undefined) throw new TypeError('Expected the order.');
  return processEventsOf(found).map(({ operations }) =>
    operations.filter(({ action }) => action === 'read-payload').map(({ by, at }) => ({ by, at })),
  );
}

async function mark(order: OrderRecord, set: Readonly<Record<string, unknown>>): Promise<void> {
  const key = { pk: order.id, sk: 'order' };
  await writeItem(world.client, world.table, key, { set, when: equals('revision', order.revision) });
}

describe('GET /orders/{id}/payload', () => {
  it('returns the order as it was submitted', async () => {
    const { id } = await world.submitted();
    expect(await read(id)).toEqual({
      status: 200,
      body: { id, revision: 1, payload: SMALL_ORDER, former: [], erasedAt: null },
    });
  });

  it('returns every revision, with who replaced it and why', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { send } = operation(world);
    await send(`/${id}/resume`, { reason: 'Wrong country.', patch: { country: 'FR' } });
    const { body } = await read(id);
    expect(body).toMatchObject({
      revision: 2,
      payload: { ...SMALL_ORDER, country: 'FR' },
      former: [
        {
          revision: 1,
          payload: SMALL_ORDER,
          replaced: { by: 'ada (client console)', reason: 'Wrong country.', run: 2 },
          changes: [{ path: 'country', change: 'changed', before: 'GB', after: 'FR' }],
        },
      ],
    });
  });

  it('tells what each of several patches added, changed and removed, compared with the revision after it', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { send } = operation(world);
    await send(`/${id}/resume`, { reason: 'First.', patch: { owner: 'id-1', customFields: { a: 1 } } });
    for (const to of ['processing', 'failed'] as const)
      await world.orders.changeStatus({ orderId: id, run: 2, to, events: [], at: world.now().toISOString() });
    await send(`/${id}/resume`, { reason: 'Second.', patch: { owner: null, customFields: { a: 2 } } });
    const { body } = await read(id);
    expect(body).toMatchObject({
      former: [
        {
          changes: [
            { path: 'owner', change: 'added', after: 'id-1' },
            { path: 'customFields', change: 'added', after: { a: 1 } },
          ],
        },
        {
          changes: [
            { path: 'owner', change: 'removed', before: 'id-1' },
            { path: 'customFields.a', change: 'changed', before: 1, after: 2 },
          ],
        },
      ],
    });
  });

  it('shows no revision for a patch that was not made, because the resume failed after the copy', async () => {
    const order = await failedOrHeldOrder(world);
    const resume = async () => {
      throw new Error('The table does not answer.');
    };
    const { send } = operation(world, { operator: { ...operatorPorts(world).operator, resume } });
    const patch = { country: 'FR' };
    await expect(send(`/${order.id}/resume`, { reason: 'Typo.', patch })).rejects.toThrow('does not answer');
    expect((await payloads().get(order.id))?.former).toEqual([]);
    expect(await read(order.id)).toMatchObject({ body: { revision: 1, former: [] } });
  });

  it('records the read as an operation of the current run, once a minute for each person', async () => {
    const { id, updatedAt } = await world.submitted();
    const at = world.now().toISOString();
    await read(id);
    await read(id);
    await read(id, { caller: 'grace' });
    const second = [
      { by: 'ada (client console)', at },
      { by: 'grace', at },
    ];
    expect((await readsOf(id))[0]?.toSorted((left, right) => left.by.localeCompare(right.by))).toEqual(second);
    world.advance(60);
    await read(id);
    expect((await readsOf(id))[0]).toHaveLength(3);
    expect((await world.orders.get(id))?.updatedAt).toBe(updatedAt);
  });

  it('names the person by the claim of the tenant', async () => {
    const { id } = await world.submitted();
    const claims = { sub: 'a-subject', client_id: 'console', staff: 'S-17' };
    await read(id, { claims }, { personClaim: async () => 'staff' });
    expect((await readsOf(id))[0]?.map(({ by }) => by)).toEqual(['S-17 (client console)']);
  });

  it('returns nothing if the read cannot be recorded', async () => {
    const { id } = await world.submitted();
    const recordRead = async () => {
      throw new Error('The table does not answer.');
    };
    await expect(read(id, {}, { payloads: { ...payloads(), recordRead } })).rejects.toThrow('does not answer');
  });

  it('returns 404 for an order that does not exist, and records nothing', async () => {
    expect(await problemIn(read(UNKNOWN))).toBe('404 order-not-found');
    expect(await problemIn(read('../orders'))).toBe('404 order-not-found');
    expect(await world.orders.getWithSteps(UNKNOWN)).toBeUndefined();
  });

  it('returns what is left of an erased order, but nothing while the erasure is under way', async () => {
    const order = await world.submitted();
    await mark(order, { erasing: 'erasure-1' });
    expect(await problemIn(read(order.id))).toBe('409 order-erased');
    expect(await readsOf(order.id)).toEqual([[]]);
    const erased = await world.submitted();
    await mark(erased, { erased: { erasure: 'erasure-1', at: '2026-11-22T10:00:00.000Z' } });
    expect(await read(erased.id)).toMatchObject({ status: 200, body: { erasedAt: '2026-11-22T10:00:00.000Z' } });
  });

  it('leaves an order that runs at the same time undisturbed', async () => {
    const { id, createdAt } = await world.submitted();
    await read(id);
    const changed = await world.orders.changeStatus({
      orderId: id,
      run: 1,
      to: 'processing',
      events: [],
      at: createdAt,
    });
    expect(changed?.status).toBe('processing');
  });
});
