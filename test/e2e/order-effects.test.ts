import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { OrderView, ProcessEvent } from '../../blueprint/routes/response-schemas.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { exampleOrder } from './scenarios.ts';

const OWNER = 'id-71b0c2f4a86d4e19b3c7d5f0e2a49816';
const PENDING = 'requires_service_activation__limio';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({
    configure: (sandboxUrl) => ({
      tenant: 'demo',
      timeZone: 'Asia/Tokyo',
      processOrder: [
        { name: 'salesforceV3', critical: true },
        {
          name: 'zuora',
          critical: true,
          options: {
            ratePlans: { '/offers2/Digital Monthly': '8ad084a68f1d0c3e018f1d2a5b6c9999' },
            giftChargeId: '8ad084a68f1d0c3e018f1d2a5b6c9999-charge',
          },
        },
        { name: 'entitlements', critical: false, options: { endpoint: `${sandboxUrl}/provisioning` } },
        { name: 'platformEvents', critical: false },
      ],
      outbound: { basicAuth: { '127.0.0.1': 'provisioning' } },
    }),
  });
});
afterAll(() => system.close());
beforeEach(async () => {
  await fetch(`${system.sandbox.url}/__reset`, { method: 'POST' });
});

/** An order for one product with an entitlement, placed on 28 July in Tokyo. */
async function purchase(more: object = {}, attributes: object = {}) {
  const { orderItems, ...order } = await exampleOrder();
  const [item] = orderItems as { id: string; offer: { data: { attributes: object } } }[];
  const products = [{ path: '/products/Digital', entitlements: [{ code: 'digital' }] }];
  const data = { attributes: { ...item?.offer.data.attributes, ...attributes } };
  const bought = { ...item, offer: { ...item?.offer, data }, products };
  return { ...order, orderDate: '2026-07-27T15:30:00Z', owner: OWNER, orderItems: [bought], ...more };
}

/** Processes an order, and returns the outputs of its steps, its event and its effects at the partners. */
async function processed(order: object) {
  const before = (await system.effects()).length;
  const { body } = await system.api('POST', '/orders', order, { prefer: 'wait=20' });
  const { degraded, id, status } = body as OrderView;
  expect([status, degraded]).toEqual(['complete', []]);
  const effects = (await system.effects()).slice(before);
  const reply = await system.api('GET', `/orders/${id}/process-events`);
  const [event] = (reply.body as { items: ProcessEvent[] }).items;
  const sent = event?.callouts.filter(({ plugin }) => plugin === 'platformEvents').at(-1)?.request as
    | { body: Record<string, unknown> }
    | undefined;
  return {
    outputOf: (step: string) => event?.plugins.find((plugin) => plugin.id === step)?.output,
    published: { type: sent?.body.i42as__OrderType__c, day: sent?.body.i42as__EffectiveDate__c },
    effectsOf: (partner: string) =>
      effects.filter((effect) => effect.partner === partner).map(({ kind, amount }) => [kind, amount]),
    grants: effects
      .filter((effect) => effect.partner === 'provisioning')
      .map(({ codes, effectiveDate, kind, userId }) => ({ codes, effectiveDate, kind, userId })),
  };
}

it('an order and its cancellation are one day in billing, entitlements and events', async () => {
  const bought = await processed(await purchase());
  const granted = { kind: 'entitlement.granted', userId: OWNER, codes: expect.any(Array), effectiveDate: '2026-07-28' };
  expect(bought.grants).toEqual([granted]);
  expect(bought.published).toEqual({ type: 'NEW_ORDER', day: '2026-07-28T00:00:00.000Z' });
  const subscriptionRef = bought.outputOf('zuora')?.subscriptionNumber;
  const cancel = { order_type: 'cancel_subscription', subscriptionRef, owner: OWNER };
  const cancelled = await processed({ ...cancel, orderDate: '2026-07-30', cancelDate: '2026-08-27T15:30:00Z' });
  expect(cancelled.grants).toMatchObject([{ kind: 'entitlement.revoked', effectiveDate: '2026-08-28' }]);
  expect(cancelled.published).toEqual({ type: 'CANCEL_REQUEST', day: '2026-08-28T00:00:00.000Z' });
});

it('a gift charges the buyer once and entitles whoever redeems it', async () => {
  const gift = await purchase({ isGift: true, recipientDetails: { sendEmail: true } });
  const bought = await processed(gift);
  expect(bought.effectsOf('zuora')).toEqual([
    ['account.created', undefined],
    ['debit-memo.created', 17.5],
    ['payment.collected', 17.5],
  ]);
  expect(bought.grants).toEqual([]);
  expect(bought.outputOf('entitlements')).toMatchObject({ change: null, skipped: 'gift_not_redeemed' });
  expect(bought.published.type).toBe('NEW_GIFT_ORDER');
  const redeemed = await processed({ ...gift, isRedeem: true, owner: 'id-recipient', payment: null });
  expect(redeemed.effectsOf('zuora').map(([kind]) => kind)).toEqual(['account.created', 'subscription.created']);
  expect(redeemed.grants).toMatchObject([{ kind: 'entitlement.granted', userId: 'id-recipient' }]);
});

it('an item that the order removes is neither billed nor granted', async () => {
  const order = await purchase();
  const [item] = order.orderItems;
  const removed = {
    ...item,
    id: 'old',
    orderItemActionType: 'remove',
    products: [{ entitlements: [{ code: 'old' }] }],
  };
  const { effectsOf, outputOf } = await processed({ ...order, orderItems: [item, removed] });
  expect(outputOf('zuora')?.subscriptionNumbers).toHaveLength(1);
  expect(effectsOf('zuora')).toContainEqual(['payment.collected', 17.5]);
  expect(outputOf('entitlements')?.codes).toEqual(['digital']);
});

it('a pending subscription is entitled by its activation, and not before', async () => {
  const order = await purchase({}, { [PENDING]: true });
  const bought = await processed(order);
  expect(bought.grants).toEqual([]);
  expect(bought.outputOf('entitlements')).toMatchObject({ pending: ['digital'], skipped: 'pending_activation' });
  const subscriptionRef = bought.outputOf('zuora')?.subscriptionNumber;
  const activation = { order_type: 'activation', subscriptionRef, owner: OWNER, orderItems: order.orderItems };
  const activated = await processed({ ...activation, orderDate: '2026-08-01' });
  expect(activated.grants).toMatchObject([{ kind: 'entitlement.granted', effectiveDate: '2026-08-01' }]);
});

it('a cancellation at the end of the term ends access on that day, and its event says so', async () => {
  const bought = await processed(await purchase());
  const subscriptionRef = bought.outputOf('zuora')?.subscriptionNumber;
  const cancelled = await processed({ order_type: 'cancel_subscription', subscriptionRef, owner: OWNER });
  const endsOn = cancelled.outputOf('zuora')?.endsOn;
  expect(endsOn).toBe('2026-08-28');
  expect(cancelled.grants).toMatchObject([{ kind: 'entitlement.revoked', effectiveDate: endsOn }]);
  expect(cancelled.published).toEqual({ type: 'CANCEL_REQUEST', day: `${endsOn}T00:00:00.000Z` });
});
