import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrderView } from '../../../blueprint/routes/response-schemas.ts';
import { NEW_ORDER } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { startTestSystem, type TestReply, type TestSystem } from '../../helpers/start-test-system.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({
    tenant: {
      tenant: 'demo',
      processOrder: [
        { name: 'salesforceV3', critical: true, options: { includeBillingDetails: true, namedRecords: 'trust' } },
        { name: 'duplicateSubscriptionCheck', critical: true },
        { name: 'zuora', critical: true, options: { ratePlans: { '/offers2/Digital Monthly': 'plan-1' } } },
      ],
    },
  });
});
afterAll(() => system?.close());

const send = (order: JsonObject): Promise<TestReply> => system.api('POST', '/orders', order, { prefer: 'wait=25' });
const subscriptionsCreated = async () =>
  (await system.effects()).filter(({ kind }) => kind === 'subscription.created').length;
/** A problem has the order in a field. */
const orderIn = ({ body }: TestReply) => (body as { order?: OrderView }).order ?? (body as OrderView);
const outcomeOf = (reply: TestReply) => orderIn(reply).failure?.code ?? orderIn(reply).status;

/** Returns an order of a person of their own. */
function orderOf(person: string, more: JsonObject = {}): JsonObject {
  const email = `${person}@example.org`;
  const named = (part: string) => ({ ...(NEW_ORDER[part] as JsonObject), lastName: person, email });
  return {
    ...NEW_ORDER,
    owner: person,
    customerDetails: named('customerDetails'),
    billingDetails: named('billingDetails'),
    ...more,
  };
}

it('prevents a customer from buying the same product twice, even with another address, until the subscription is cancelled', async () => {
  expect(await send(NEW_ORDER)).toMatchObject({ status: 201, body: { status: 'complete' } });
  expect(await subscriptionsCreated()).toBe(1);

  const second = await send(NEW_ORDER);
  expect(second.status).toBe(422);
  expect(JSON.stringify(second.body)).toContain('You already have an active subscription to this product.');
  expect(await subscriptionsCreated()).toBe(1);

  const billingDetails = {
    ...(NEW_ORDER.billingDetails as JsonObject),
    address1: '5 High Street',
    postalCode: 'YO1 7HH',
  };
  expect(await send({ ...NEW_ORDER, billingDetails })).toMatchObject({ status: 422 });
  expect(await subscriptionsCreated()).toBe(1);

  const [created] = (await system.effects()).filter(({ kind }) => kind === 'subscription.created');
  const cancel = {
    order_type: 'cancel_subscription',
    subscriptionRef: String(created?.subscriptionNumber ?? created?.key),
    cancelDate: '2026-03-02',
  };
  expect(await send(cancel)).toMatchObject({ body: { status: 'complete' } });

  expect(await send(NEW_ORDER)).toMatchObject({ status: 201, body: { status: 'complete' } });
  expect(await subscriptionsCreated()).toBe(2);
});

it('sells a product once to a new customer who orders it twice at once, and creates one account', async () => {
  const CUSTOMERS = 6;
  const before = (await system.effects()).length;
  const outcomes = await Promise.all(
    Array.from({ length: CUSTOMERS }, async (_, index) => {
      const order = orderOf(`twice-${index}`);
      return (await Promise.all([send(order), send({ ...order, owner: 'another' })])).map(outcomeOf).sort();
    }),
  );
  expect(outcomes).toEqual(Array.from({ length: CUSTOMERS }, () => ['complete', 'duplicate_subscription']));
  const created = (await system.effects()).slice(before);
  expect(created.filter(({ kind }) => kind === 'subscription.created')).toHaveLength(CUSTOMERS);
  expect(created.filter(({ kind, partner }) => kind === 'account.created' && partner === 'salesforce')).toHaveLength(
    CUSTOMERS,
  );
});

it('sells a product once to an account for which two persons order it at once', async () => {
  expect(outcomeOf(await send(orderOf('colleague')))).toBe('complete');
  const accountId = String(await accountOf('colleague'));
  const orderItems = (NEW_ORDER.orderItems as JsonObject[]).map((item) => ({
    ...item,
    products: [{ path: '/products/Digital for teams' }],
  }));
  await system.faults({ partner: 'zuora', path: '/v1/orders', fault: 'slow', delayMs: 2_000, times: 1 });
  const replies = await Promise.all(
    ['boss', 'assistant'].map((person) => send(orderOf(person, { orderItems, tracking: { accountId } }))),
  );
  expect(replies.map(outcomeOf).sort()).toEqual(['complete', 'duplicate_order']);
  const declined = replies.map(orderIn).find(({ status }) => status === 'failed');
  expect(declined?.failure?.message).toBe('You already have an order for this product in progress.');
});

it('does not resume an order for a product that its customer has bought since', async () => {
  const order = orderOf('later');
  await system.faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 });
  const declined = orderIn(await send(order));
  expect(declined).toMatchObject({ status: 'failed', failure: { step: 'zuora' } });
  expect(outcomeOf(await send(order))).toBe('complete');
  const created = await subscriptionsCreated();
  const reason = 'The card works again.';
  const resumed = await system.api('POST', `/orders/${declined.id}/resume`, { reason }, { prefer: 'wait=25' });
  expect(outcomeOf(resumed)).toBe('duplicate_subscription');
  expect(await subscriptionsCreated()).toBe(created);
});

async function accountOf(person: string): Promise<unknown> {
  const effects = await system.effects();
  return effects.find(({ key, kind }) => kind === 'account.created' && key === `Ada ${person}`)?.id;
}
