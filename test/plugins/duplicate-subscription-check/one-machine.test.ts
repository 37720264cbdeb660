import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { startTestSystem, type TestReply, type TestSystem } from '../../helpers/start-test-system.ts';
import { NEW_ORDER } from '../partner-sandbox.ts';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({
    tenant: {
      tenant: 'demo',
      processOrder: [
        { name: 'salesforceV3', critical: true, options: { includeBillingDetails: true } },
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
