import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import type { JsonObject } from '../../../core/json.ts';
import { zuora } from '../../../plugins/zuora/plugin.ts';
import { pluginContext, sendOverHttp } from '../../helpers/plugin-context.ts';
import { probed } from '../recover.ts';
import { sentOrder } from './sent-order.ts';
import { NUMBER, OPTIONS, ORDER, problemsOf, useZuora } from './use-zuora.ts';

const { read, run, sandbox, subscribe, watched } = useZuora();
const [ITEM] = ORDER.orderItems as readonly JsonObject[];
const CARD = 'c'.repeat(32);
const onAccount = (accountNumber: string, more: JsonObject = {}): JsonObject => ({
  ...ORDER,
  payment: { type: 'zuora', zuora: { refId: CARD, paymentGateway: 'Main GW' } },
  customFields: { zuora_account_number: accountNumber },
  ...more,
});

describe('the tenant of a request', () => {
  it.each([
    [{}, undefined, undefined],
    [{ entityId: 'e-1', organizationIds: ['o-1', 'o-2'] }, 'e-1', 'o-1,o-2'],
  ])('is named with %j', async (options, entity, organisations) => {
    const sent = (await watched(ORDER, { options })).filter(({ url }) => url.includes('/v1/'));
    expect(sent.length).toBeGreaterThan(2);
    for (const { headers } of sent) {
      expect(headers?.['zuora-entity-ids']).toBe(entity);
      expect(headers?.['zuora-org-ids']).toBe(organisations);
    }
  });
});

describe('the payment of an existing account', () => {
  it.each([
    [{}, { paymentMethodId: CARD }],
    [{ paymentGatewayIds: { 'Main GW': 'gw-1' } }, { paymentMethodId: CARD, paymentGatewayId: 'gw-1' }],
    [{ paymentGatewayIds: { Other: 'gw-1' } }, { paymentMethodId: CARD }],
  ])('uses the gateway of %j', async (options, electronicPaymentOptions) => {
    const sent = await watched(onAccount(await subscribe()), { options });
    expect(sentOrder(sent).processingOptions).toMatchObject({ electronicPaymentOptions });
  });

  it('does not change the default of the account', async () => {
    const accountNumber = await subscribe();
    await run(onAccount(accountNumber));
    const { billingAndPayment } = await read(`/v1/accounts/${accountNumber}`);
    expect(billingAndPayment).toMatchObject({ defaultPaymentMethodId: 'a'.repeat(32) });
  });

  it('becomes the default if the options say so, once the order is placed', async () => {
    const accountNumber = await subscribe({ autoPay: false });
    const options = { makePaymentMethodDefault: true };
    const wrong = onAccount(accountNumber, { total: { amount: 1, currency: 'GBP' } });
    await failureOf(run(wrong, { options, orderId: 'order-wrong' }));
    expect(await sandbox.effects('account.updated')).toEqual([]);
    const lost = await (async () => {
      await sandbox.fault({ partner: 'zuora', path: '/v1/orders', fault: 'drop-after-effect', times: 1 });
      return failureOf(run(onAccount(accountNumber), { options }));
    })();
    expect(lost).toMatchObject({ name: 'CalloutNoReply' });
    const given = { secrets: sandbox.secrets, order: onAccount(accountNumber), options: { ...OPTIONS, ...options } };
    expect(await probed(zuora, pluginContext(zuora, given).context)).toMatchObject({
      applied: true,
      output: { notices: [{ code: 'payment_method_not_default' }] },
    });
    for (const attempt of [2, 3]) {
      expect((await run(onAccount(accountNumber), { options, attempt })).output.notices).toBeUndefined();
    }
    const { billingAndPayment } = await read(`/v1/accounts/${accountNumber}`);
    expect(billingAndPayment).toMatchObject({ defaultPaymentMethodId: CARD, autoPay: true });
    expect(await sandbox.effects('subscription.created')).toHaveLength(2);
  });
});

describe('an order in another currency than its account', () => {
  it('names the currency of its subscriptions in a tenant with several currencies', async () => {
    const accountNumber = await subscribe();
    const order = onAccount(accountNumber, { total: { amount: 12, currency: 'EUR' } });
    expect(await failureOf(run(order))).toMatchObject({ code: 'currency_mismatch' });
    const sent: JsonObject[] = [];
    const http = async (request: Parameters<typeof sendOverHttp>[0]) => {
      if (request.url.endsWith('/v1/orders/preview')) {
        return { status: 200, headers: {}, body: { success: true, previewResult: { invoices: [{ amount: 12 }] } } };
      }
      if (!request.url.endsWith('/v1/orders')) return sendOverHttp(request);
      sent.push(request.json as JsonObject);
      return { status: 400, headers: {}, body: null };
    };
    await failureOf(run(order, { options: { multipleCurrencies: true }, http }));
    expect(JSON.stringify(sent)).toContain('"currency":"EUR"');
  });
});

describe('a new account', () => {
  it('has the settings of the options, and fields of the order', async () => {
    const options = {
      account: { paymentTerm: 'Net 30', batch: 'Batch5' },
      fieldSources: {
        purchaseOrderNumber: 'customFields.po',
        vatId: 'customFields.vat',
        parentId: 'customFields.none',
      },
    };
    const sent = await watched({ ...ORDER, customFields: { po: 77, vat: 'GB1' } }, { options });
    const { newAccount } = sentOrder(sent);
    expect(newAccount).toMatchObject({
      paymentTerm: 'Net 30',
      batch: 'Batch5',
      purchaseOrderNumber: '77',
      taxInfo: { VATId: 'GB1' },
    });
    expect(newAccount).not.toHaveProperty('parentId');
  });

  it('has custom fields like its order, its subscriptions and their rate plans', () => {
    const fields = { Region__c: 'customFields.region' };
    const options = { fieldSources: { account: fields, order: fields, subscription: fields, ratePlan: fields } };
    zuora.options.parse(options);
    expect(() => zuora.options.parse({ fieldSources: { account: { Region: 'a' } } })).toThrow();
    expect(() => zuora.options.parse({ fieldSources: { purchaseOrderNumber: '$.a' } })).toThrow(/expected a path/);
  });
});

describe('the limits of Zuora', () => {
  const items = (count: number) => Array.from({ length: count }, (_, index) => ({ ...ITEM, id: `item-${index}` }));

  it('are checked before the first step: subscriptions', () => {
    const total = { amount: 0, currency: 'GBP' };
    expect(problemsOf({ ...ORDER, total, orderItems: items(50) })).toEqual([]);
    expect(problemsOf({ ...ORDER, total, orderItems: items(51) })).toEqual(['too_many_parts at orderItems']);
  });

  it('are checked before the first step: order actions', () => {
    const entry = { type: 'add', record_type: 'add_on', id: 'x', path: '/add_ons/Newsletter' };
    const order = { order_type: 'update_subscription', subscriptionRef: NUMBER };
    expect(problemsOf({ ...order, updates: Array.from({ length: 50 }, () => entry) })).toEqual([]);
    expect(problemsOf({ ...order, updates: Array.from({ length: 51 }, () => entry) })).toEqual([
      'too_many_parts at updates',
    ]);
  });

  it.each([
    ['city', 100],
    ['postalCode', 20],
    ['firstName', 100],
    ['address1', 255],
    ['phone', 40],
  ])('are checked before the first step: %s of %i characters', (field, length) => {
    const billing = (count: number) => ({ ...(ORDER.billingDetails as JsonObject), [field]: 'x'.repeat(count) });
    expect(problemsOf({ ...ORDER, billingDetails: billing(length) })).toEqual([]);
    const expected = [`value_too_long at billingDetails.${field}`];
    expect(problemsOf({ ...ORDER, billingDetails: billing(length + 1) })).toEqual(expected);
    const change = { order_type: 'change_address', type: 'billing', subscriptionRef: NUMBER };
    expect(problemsOf({ ...change, address: billing(length + 1) })).toEqual([`value_too_long at address.${field}`]);
  });

  it('refuse two items with one id, whose add-ons would be billed twice', () => {
    const twins = [
      { ...ITEM, id: 'a' },
      { ...ITEM, id: 'b' },
      { ...ITEM, id: 'a' },
    ];
    expect(problemsOf({ ...ORDER, orderItems: twins })).toEqual(['item_id_taken at orderItems[2].id']);
  });
});

describe('a discount of an order', () => {
  const discounts = {
    SPRING10: { productRatePlanId: 'plan-discount', chargeId: 'plan-discount-charge' },
    '10% Off': { productRatePlanId: 'plan-discount' },
  };
  const order = (orderDiscount: JsonObject, amount: number): JsonObject => ({
    ...ORDER,
    orderDiscount,
    total: { amount, currency: 'GBP' },
  });

  it('is a rate plan of the subscription, with the percentage and duration of the order', async () => {
    const given = order(
      { name: 'SPRING10', discountOverrides: { percentageDiscount: 25, durationLength: 3, durationType: 'Months' } },
      9,
    );
    const sent = await watched(given, { options: { discounts } });
    expect(JSON.stringify(sentOrder(sent))).toContain(
      JSON.stringify({
        productRatePlanId: 'plan-discount',
        chargeOverrides: [
          {
            productRatePlanChargeId: 'plan-discount-charge',
            pricing: { discount: { discountPercentage: 25 } },
            endDate: { endDateCondition: 'Fixed_Period', upToPeriods: 3, upToPeriodsType: 'Months' },
          },
        ],
      }),
    );
    expect((await run(given, { options: { discounts }, attempt: 2 })).output).toMatchObject({ billedAmount: 9 });
  });

  it('is that of the catalogue without a charge, found by the path of its rate plan', async () => {
    const given = order({ productDetails: { ratePlan: { path: '10% Off' } } }, 9.6);
    expect((await run(given, { options: { discounts } })).output).toMatchObject({ billedAmount: 9.6 });
  });

  it.each<[string, JsonObject, readonly string[]]>([
    ['unknown', { name: 'OTHER' }, ['discount_not_mapped at orderDiscount']],
    ['known', { name: 'SPRING10' }, []],
    [
      'for some items',
      { name: 'SPRING10', discountOverrides: { orderItemsWithSpecifiedDiscount: { discountedOffers: [] } } },
      ['discount_not_supported at orderDiscount'],
    ],
    [
      'for a number of fortnights',
      { name: 'SPRING10', discountOverrides: { durationLength: 1, durationType: 'Fortnights' } },
      ['discount_not_supported at orderDiscount'],
    ],
  ])('is checked: %s', (_name, given, expected) => {
    expect(problemsOf(order(given, 12), { discounts })).toEqual(expected);
  });

  it('is refused as an amount for several subscriptions', () => {
    const given = { name: 'SPRING10', discountOverrides: { amountDiscount: 2 } };
    const orderItems = ['a', 'b'].map((id) => ({ ...ITEM, id }));
    expect(problemsOf({ ...order(given, 12), orderItems }, { discounts })).toEqual([
      'discount_not_supported at orderDiscount',
    ]);
    expect(problemsOf(order(given, 12), { discounts })).toEqual([]);
  });
});
