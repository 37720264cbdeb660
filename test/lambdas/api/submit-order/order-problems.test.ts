import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseTenantConfig } from '../../../../core/config/check-tenant-config.ts';
import { builtOf } from '../../../../core/config/resolve-sequence.ts';
import type { JsonObject } from '../../../../core/json.ts';
import { orderProblems } from '../../../../lambdas/api/submit-order/order-problems.ts';
import { pluginCatalog } from '../../../../plugins/registry.ts';
import { type OrderWorld, SMALL_ORDER, startOrderWorld } from '../../../helpers/order-world.ts';
import { orderIn, problemOf, requestFor, submission } from './submit-world.ts';

const OFFER = '/offers2/Digital Monthly';
const zuora = { name: 'zuora', critical: true, options: { ratePlans: { [OFFER]: 'plan-monthly' } } };

function sequencesWith(critical: boolean) {
  const file = { tenant: 'demo', processOrder: [{ ...zuora, critical }], api: { checkAtSubmit: true } };
  return builtOf(parseTenantConfig(JSON.stringify(file), 'demo.json', pluginCatalog()), pluginCatalog());
}

/** An order of so many subscriptions. Zuora takes 50 in one request. */
function orderOf(subscriptions: number): JsonObject {
  const person = { firstName: 'Ada', lastName: 'Byrne', email: 'ada@example.org' };
  const items = Array.from({ length: subscriptions }, (_, index) => ({ id: `item-${index}`, offer: { path: OFFER } }));
  return {
    order_type: 'new',
    country: 'GB',
    orderItems: items,
    customerDetails: person,
    total: { amount: subscriptions, currency: 'GBP' },
  };
}

describe('orderProblems', () => {
  it('finds what a critical step would reject, and nothing in an order that it takes', async () => {
    expect(await orderProblems(sequencesWith(true), orderOf(50))).toEqual([]);
    expect(await orderProblems(sequencesWith(true), orderOf(51))).toEqual([
      { path: 'orderItems', message: expect.stringContaining('at most 50') },
    ]);
  });

  it('leaves to its step what is not critical', async () => {
    expect(await orderProblems(sequencesWith(false), orderOf(51))).toEqual([]);
  });
});

describe('an order that a critical step would reject', () => {
  let world: OrderWorld;
  beforeEach(async () => {
    world = await startOrderWorld();
  });
  afterEach(() => world.close());

  it('is refused before it is stored or started', async () => {
    const problemsOf = async () => [{ path: 'orderItems', message: 'Too many.' }];
    const { submit, started } = submission(world, { problemsOf });
    const problem = await problemOf(submit(requestFor(SMALL_ORDER, { 'idempotency-key': 'k-1' })));
    expect(problem).toMatchObject({ type: 'invalid-request', extensions: { errors: [{ path: 'orderItems' }] } });
    expect(started).toEqual([]);
  });

  it('is returned if it was accepted before', async () => {
    const key = { 'idempotency-key': 'k-2' };
    const first = orderIn(await submission(world).submit(requestFor(SMALL_ORDER, key)));
    const problemsOf = async () => [{ path: 'orderItems', message: 'Too many.' }];
    const repeated = await submission(world, { problemsOf }).submit(requestFor(SMALL_ORDER, key));
    expect(orderIn(repeated).id).toBe(first.id);
  });
});
