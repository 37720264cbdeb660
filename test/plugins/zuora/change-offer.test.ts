import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import type { JsonObject } from '../../../core/json.ts';
import { datesOn, sentActions, sentOrder } from './sent-order.ts';
import { MONTHLY, NUMBER, OPTIONS, problemsOf, useZuora } from './use-zuora.ts';

const { read, run, sandbox, subscribe, watched } = useZuora();
const annual = {
  path: '/offers2/Digital Annual',
  data: { attributes: { term__limio: { renewal_type: 'TERMED', length: 1, type: 'years' } } },
};
const order: JsonObject = {
  order_type: 'change_offer',
  change_type: 'change_offer',
  forSubscription: { name: NUMBER },
  offer: annual,
  orderDate: '2026-03-10',
  effectiveDate: '2026-03-31T00:00:00Z',
};
const held = async () => {
  const { ratePlans } = await read(`/v1/subscriptions/${NUMBER}`);
  return (ratePlans as readonly JsonObject[]).map((plan) => `${plan.lastChangeType} ${plan.productRatePlanId}`);
};
const discount = { order_type: 'add_offer', subscriptionRef: NUMBER, offer: { path: '/offers2/Save 20%' } };

describe('a change of offer', () => {
  it('sets new terms, removes the old product and adds the new one, on the effective day', async () => {
    await subscribe();
    const { ratePlans } = await read(`/v1/subscriptions/${NUMBER}`);
    const [plan] = ratePlans as readonly JsonObject[];
    const sent = await watched(order);
    const dates = { triggerDates: datesOn('2026-03-31') };
    expect(sentActions(sent)).toEqual([
      {
        type: 'TermsAndConditions',
        termsAndConditions: {
          autoRenew: true,
          lastTerm: { termType: 'TERMED', period: 1, periodType: 'Year', startDate: '2026-03-31' },
          renewalSetting: 'RENEW_WITH_SPECIFIC_TERM',
          renewalTerms: [{ period: 1, periodType: 'Year' }],
        },
        ...dates,
      },
      { type: 'RemoveProduct', removeProduct: { ratePlanId: plan?.id }, ...dates },
      { type: 'AddProduct', addProduct: { productRatePlanId: 'plan-annual' }, ...dates },
    ]);
    expect(sentOrder(sent)).toMatchObject({ orderDate: '2026-03-10', existingAccountNumber: 'A00000001' });
    expect(await held()).toEqual([`Remove ${MONTHLY}`, 'Add plan-annual']);
  });

  it('keeps the terms when the offer has none, and accepts evergreen terms', async () => {
    await subscribe();
    const [first] = sentActions(await watched({ ...order, offer: { path: annual.path } }));
    expect(first?.type).toBe('RemoveProduct');
    const evergreen = { data: { attributes: { term__limio: { renewal_type: 'EVERGREEN' } } } };
    const back = { ...order, offer: { path: '/offers2/Digital Monthly', ...evergreen } };
    const [terms] = sentActions(await watched(back, { orderId: 'order-second' }));
    expect(terms?.termsAndConditions).toEqual({ lastTerm: { termType: 'EVERGREEN' } });
  });

  it('stores the offer in the custom field of the options', async () => {
    await subscribe();
    const customFields = { order: ['Source__c'], subscription: ['lmo_offer__c', 'ltm_Product_Type__c'] };
    const tracked = { ...order, initiated_source: 'shop', tracking: { ltm_Product_Type: 'BasePlan' } };
    const sent = sentOrder(await watched(tracked, { options: { customFields } }));
    expect(sent.customFields).toEqual({ Source__c: 'shop' });
    expect(sent.subscriptions).toMatchObject([
      { customFields: { lmo_offer__c: annual.path, ltm_Product_Type__c: 'BasePlan' } },
    ]);
  });
});

describe('the product that a change of offer removes', () => {
  it('is that of originalOffer, whatever else the subscription has', async () => {
    await subscribe();
    await run(discount, { orderId: 'order-discount' });
    await run({ ...order, originalOffer: { path: '/offers2/Digital Monthly' } });
    expect(await held()).toEqual([`Remove ${MONTHLY}`, 'Add plan-discount', 'Add plan-annual']);
  });

  it('is the one that the options do not keep', async () => {
    await subscribe();
    await run(discount, { orderId: 'order-discount' });
    await run(order, { options: { keptRatePlans: ['plan-discount'] } });
    expect(await held()).toEqual([`Remove ${MONTHLY}`, 'Add plan-discount', 'Add plan-annual']);
  });

  it('is every rate plan of an offer that has several', async () => {
    await subscribe();
    const bundle = { ...(OPTIONS.ratePlans as JsonObject), '/offers2/Bundle': ['plan-print', 'plan-digital'] };
    const options = { ratePlans: bundle };
    await run({ ...order, offer: { path: '/offers2/Bundle' } }, { options, orderId: 'order-bundle' });
    await run(order, { options });
    expect(await held()).toEqual([`Remove ${MONTHLY}`, 'Remove plan-print', 'Remove plan-digital', 'Add plan-annual']);
  });

  it('is ambiguous when several remain, and is not guessed', async () => {
    await subscribe();
    await run(discount, { orderId: 'order-discount' });
    expect(await failureOf(run(order))).toMatchObject({ name: 'PluginFailed', code: 'base_offer_ambiguous' });
    const stranger = { ...order, originalOffer: { path: '/offers2/Other' } };
    const failure = await failureOf(run(stranger));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'original_offer_not_found' });
    expect(failure.message).toContain('/offers2/Other');
    expect(await sandbox.effects('subscription.changed')).toHaveLength(1);
  });
});

describe('the check of a change of offer', () => {
  it.each<[string, JsonObject, JsonObject, string[]]>([
    ['a usable order', {}, {}, []],
    ['an offer that is not mapped', {}, { ratePlans: {} }, ['rate_plan_not_mapped at offer.path']],
    ['a quantity without a charge', { quantity: 3 }, {}, ['quantity_not_mapped at offer.path']],
    ['no offer', { offer: null }, {}, ['order_invalid at offer']],
    ['an invalid date', { effectiveDate: 'soon' }, {}, ['order_invalid at effectiveDate']],
  ])('checks %s', (_name, more, options, expected) => {
    expect(problemsOf({ ...order, ...more }, options)).toEqual(expected);
  });
});
