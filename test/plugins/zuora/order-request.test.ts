import { describe, expect, it } from 'vitest';
import { NEW_ORDER } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { namedSubscription } from '../../../core/order/order-subscription.ts';
import { orderNumberOf, trackId } from '../../../plugins/zuora/api/request-names.ts';
import { type ZuoraOptions, zuoraOptions } from '../../../plugins/zuora/options.ts';
import { newOrder } from '../../../plugins/zuora/order-actions/new-order/new-order.ts';
import { newOrderSchema } from '../../../plugins/zuora/order-actions/new-order/new-order-schema.ts';
import { orderRequest } from '../../../plugins/zuora/order-actions/new-order/order-request.ts';
import { orderDay } from '../../../plugins/zuora/order-fields/days.ts';
import { namedAccount } from '../../../plugins/zuora/order-fields/order-target.ts';
import { TEST_NOW } from '../../helpers/plugin-context.ts';
import { datesOn } from './sent-order.ts';

const PLAN = '8ad08d2989bcbba00189bd6e1c000001';
const optionsOf = (options: JsonObject = {}): ZuoraOptions =>
  zuoraOptions.parse({ ratePlans: { '/offers2/Digital Monthly': PLAN, 'add-on-1': ['plan-a', 'plan-b'] }, ...options });
const [ITEM] = NEW_ORDER.orderItems as readonly JsonObject[];

interface Sent {
  readonly [field: string]: unknown;
  readonly newAccount?: JsonObject;
  readonly subscriptions: readonly {
    readonly customFields?: JsonObject;
    readonly orderActions: readonly { readonly triggerDates: unknown; readonly createSubscription: JsonObject }[];
  }[];
}

function requestOf(order: JsonObject, options: JsonObject = {}): Sent {
  const existingAccountNumber = namedAccount(order, optionsOf(options));
  const names = { idempotencyKey: 'order-1#zuora', orderNumber: 'order-1-zuora' };
  const payload = { ...NEW_ORDER, ...order };
  const context = { ...names, order: payload, existingAccountNumber, crmId: '001A' };
  const parsed = newOrderSchema.parse(payload);
  const orderDate = orderDay({ order: payload, options: optionsOf(options), now: () => TEST_NOW });
  const firstNumber = namedSubscription(order)?.newNumber;
  return orderRequest(parsed, { ...context, firstNumber, orderDate, options: optionsOf(options) }) as unknown as Sent;
}
const created = (order: JsonObject, options: JsonObject = {}) =>
  requestOf(order, options).subscriptions.map((part) => part.orderActions[0]?.createSubscription);
const codes = (order: JsonObject, options: JsonObject = {}) =>
  newOrder.problems({ ...NEW_ORDER, ...order }, optionsOf(options)).map(({ code, path }) => `${code} at ${path}`);
const withAttributes = (attributes: JsonObject) => ({
  orderItems: [{ ...ITEM, offer: { path: '/offers2/Digital Monthly', data: { attributes } } }],
});

describe('the request for a new order', () => {
  it('names account, contacts, payment method, terms and rate plans', () => {
    expect(requestOf({})).toEqual({
      orderNumber: 'order-1-zuora',
      orderDate: '2026-03-02',
      newAccount: {
        name: 'Ada Byrne',
        currency: 'GBP',
        crmId: '001A',
        billCycleDay: 0,
        autoPay: true,
        hpmCreditCardPaymentMethodId: '8ad084a68f1d0c3e018f1d2a5b6c0001',
        paymentGateway: 'Main GW',
        billToContact: {
          firstName: 'Ada',
          lastName: 'Byrne',
          address1: '1 Mill Lane',
          address2: 'Flat 2',
          city: 'Leeds',
          postalCode: 'LS1 1AA',
          country: 'GB',
          personalEmail: 'ada.byrne@example.org',
          mobilePhone: '+441134960000',
        },
      },
      subscriptions: [
        {
          orderActions: [
            {
              type: 'CreateSubscription',
              triggerDates: ['ContractEffective', 'ServiceActivation', 'CustomerAcceptance'].map((name) => ({
                name,
                triggerDate: '2026-03-02',
              })),
              createSubscription: {
                subscriptionNumber: expect.stringMatching(/^[0-9A-Z]{12}$/),
                invoiceSeparately: true,
                terms: {
                  autoRenew: true,
                  initialTerm: { termType: 'TERMED', period: 1, periodType: 'Month' },
                  renewalSetting: 'RENEW_WITH_SPECIFIC_TERM',
                  renewalTerms: [{ period: 1, periodType: 'Month' }],
                },
                subscribeToRatePlans: [{ productRatePlanId: PLAN }],
              },
            },
          ],
        },
      ],
      processingOptions: {
        runBilling: true,
        billingOptions: { targetDate: '2026-03-02' },
        collectPayment: true,
      },
    });
  });

  it.each([
    [{ length: 2, type: 'years' }, {}, { termType: 'TERMED', period: 2, periodType: 'Year' }],
    [{ length: '6', type: 'weeks' }, {}, { termType: 'TERMED', period: 6, periodType: 'Week' }],
    [{ renewal_type: 'EVERGREEN', length: 1, type: 'months' }, {}, { termType: 'EVERGREEN' }],
    [{}, {}, { termType: 'TERMED', period: 12, periodType: 'Month' }],
    [{ length: 3, type: 'fortnights' }, {}, { termType: 'TERMED', period: 12, periodType: 'Month' }],
    [{}, { defaultTerm: { type: 'EVERGREEN' } }, { termType: 'EVERGREEN' }],
    [{}, { defaultTerm: { length: 1, period: 'Year' } }, { termType: 'TERMED', period: 1, periodType: 'Year' }],
  ])('converts the term %j with the options %j to %j', (term, options, initialTerm) => {
    const [subscription] = created(withAttributes({ term__limio: term }), options);
    expect(subscription?.terms).toMatchObject({ initialTerm });
  });

  it('leaves a subscription pending if its offer requires activation', () => {
    const { subscriptions } = requestOf(withAttributes({ requires_service_activation__limio: true }));
    expect(subscriptions[0]?.orderActions[0]?.triggerDates).toEqual([
      { name: 'ContractEffective', triggerDate: '2026-03-02' },
    ]);
  });

  it('creates a subscription for every item, with rate plans for its add-ons and children', () => {
    const orderItems = [
      { ...ITEM, id: 'one', addOns: [{ id: 'add-on-1' }] },
      { ...ITEM, id: 'two' },
      { ...ITEM, id: 'three', parentId: 'two' },
    ];
    const [one, two, ...others] = created({ orderItems, sub_reference: '9HV3P0LD46NC' });
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      subscriptionNumber: '9HV3P0LD46NC',
      subscribeToRatePlans: [PLAN, 'plan-a', 'plan-b'].map((productRatePlanId) => ({ productRatePlanId })),
    });
    expect(two?.subscribeToRatePlans).toHaveLength(2);
    expect(two?.subscriptionNumber).not.toBe(one?.subscriptionNumber);
  });

  it('derives the same numbers for the same order, and different ones for another', () => {
    const numberOf = (id: string) => created({ orderItems: [{ ...ITEM, id }] })[0]?.subscriptionNumber;
    expect(numberOf('one')).toBe(numberOf('one'));
    expect(new Set(Array.from({ length: 200 }, (_, index) => numberOf(`${index}`))).size).toBe(200);
  });

  it('passes the quantity to its charge', () => {
    const ratePlans = { '/offers2/Digital Monthly': { productRatePlanId: PLAN, quantityChargeId: 'charge-1' } };
    const [subscription] = created({ orderItems: [{ ...ITEM, quantity: 3 }] }, { ratePlans });
    const pricing = { recurringPerUnit: { quantity: 3 } };
    expect(subscription?.subscribeToRatePlans).toEqual([
      { productRatePlanId: PLAN, chargeOverrides: [{ productRatePlanChargeId: 'charge-1', pricing }] },
    ]);
  });

  it('uses the account and the payment method of the order', () => {
    const customFields = { zuora_account_number: 'A00000042' };
    const sent = requestOf({ customFields }, { accountNumberField: 'zuora_account_number' });
    expect(sent).toMatchObject({
      existingAccountNumber: 'A00000042',
      processingOptions: { electronicPaymentOptions: { paymentMethodId: '8ad084a68f1d0c3e018f1d2a5b6c0001' } },
    });
    expect(sent).not.toHaveProperty('newAccount');
  });

  it.each([
    ['an invoice', { payment: { type: 'invoice' } }, {}, undefined, false],
    [
      'an invoice with a fixed method',
      { payment: { type: 'invoice' } },
      { invoicePaymentMethodId: 'pm-1' },
      'pm-1',
      true,
    ],
    ['a redeemed gift', { isRedeem: true }, {}, undefined, false],
    ['billing later', {}, { runBilling: false }, '8ad084a68f1d0c3e018f1d2a5b6c0001', false],
    ['collecting later', {}, { collectPayment: false }, '8ad084a68f1d0c3e018f1d2a5b6c0001', false],
  ])('collects for %s only what it can collect', (_name, order, options, method, collectPayment) => {
    const sent = requestOf(order, options);
    expect(sent.newAccount?.hpmCreditCardPaymentMethodId).toBe(method);
    expect(sent.newAccount?.autoPay).toBe(method !== undefined);
    expect(sent.processingOptions).toMatchObject({ collectPayment });
  });

  it('sends delivery details as the sold-to contact and a company as the name of the account', () => {
    const deliveryDetails = {
      firstName: 'Bo',
      workEmail: 'bo@example.org',
      otherPhone: '1',
      workPhone: '2',
      county: 'Kent',
    };
    const { newAccount } = requestOf({ deliveryDetails, customerDetails: { companyName: 'Byrne Ltd' } });
    expect(newAccount?.name).toBe('Byrne Ltd');
    expect(newAccount?.soldToContact).toEqual(deliveryDetails);
  });

  it('names the sold-to contact after the customer if the delivery details have no name', () => {
    const { newAccount } = requestOf({ deliveryDetails: { address1: '2 Low Street', city: 'York' } });
    expect(newAccount?.billToContact).toMatchObject({ firstName: 'Ada', lastName: 'Byrne' });
    const address = { address1: '2 Low Street', city: 'York' };
    expect(newAccount?.soldToContact).toEqual({ firstName: 'Ada', lastName: 'Byrne', ...address });
  });

  it('sends only the custom fields in the options', () => {
    const customFields = {
      order: ['Source__c', 'InitiatedSource__c'],
      subscription: ['lmo_offer__c', 'ltm_Product_Type__c', 'ltm_absent__c'],
    };
    const sent = requestOf({ source: 'online', initiated_source: 'salesforce' }, { customFields });
    expect(sent.customFields).toEqual({ Source__c: 'salesforce', InitiatedSource__c: 'online' });
    expect(sent.subscriptions[0]?.customFields).toEqual({
      lmo_offer__c: '/offers2/Digital Monthly',
      ltm_Product_Type__c: 'BasePlan',
    });
  });

  it('leaves out items and add-ons that the order removes', () => {
    const old = { ...ITEM, id: 'old', orderItemActionType: 'remove' };
    const addOns = [
      { id: 'add-on-1', orderItemActionType: 'add' },
      { id: 'gone', orderItemActionType: 'remove' },
    ];
    const kept = { ...ITEM, orderItemActionType: 'add', addOns };
    const [subscription, ...others] = created({ orderItems: [old, kept] });
    expect(others).toEqual([]);
    expect(subscription?.subscribeToRatePlans).toEqual([
      { productRatePlanId: PLAN },
      { productRatePlanId: 'plan-a' },
      { productRatePlanId: 'plan-b' },
    ]);
    expect(subscription?.subscriptionNumber).toBe(created({ orderItems: [kept] })[0]?.subscriptionNumber);
  });

  it.each([
    ['2026-07-01T00:30:00+02:00', '2026-07-01'],
    ['2026-06-30T23:30:00-05:00', '2026-06-30'],
    ['2026-06-30T23:30:00Z', '2026-06-30'],
    ['2026-07-01', '2026-07-01'],
  ])('dates an order of %s on %s, the day of the customer', (orderDate, day) => {
    const sent = requestOf({ orderDate });
    expect(sent.orderDate).toBe(day);
    expect(sent.subscriptions).toMatchObject([{ orderActions: [{ triggerDates: datesOn(day) }] }]);
  });

  it('dates an order by the time zone of the step, if the options name it', () => {
    const sent = requestOf({ orderDate: '2026-07-01T05:30:00Z' }, { timeZone: 'America/Los_Angeles' });
    expect(sent.orderDate).toBe('2026-06-30');
    expect(sent.subscriptions).toMatchObject([{ orderActions: [{ triggerDates: datesOn('2026-06-30') }] }]);
  });

  it('dates an order without a date today, in UTC', () => {
    expect(requestOf({ orderDate: null }).orderDate).toBe('2026-03-02');
  });
});

describe('the check of a new order', () => {
  const digital = 'orderItems[0].offer.path';
  it.each<[string, JsonObject, JsonObject, string[]]>([
    ['a usable order', {}, {}, []],
    ['an offer that is not mapped', {}, { ratePlans: {} }, [`rate_plan_not_mapped at ${digital}`]],
    [
      'an inherited name',
      { orderItems: [{ ...ITEM, offer: { path: 'toString' } }] },
      {},
      [`rate_plan_not_mapped at ${digital}`],
    ],
    [
      'an add-on that is not mapped',
      { orderItems: [{ ...ITEM, addOns: [{ path: '/add_ons/X' }] }] },
      {},
      ['rate_plan_not_mapped at orderItems[0].addOns[0]'],
    ],
    [
      'a quantity without a charge',
      { orderItems: [{ ...ITEM, quantity: 2 }] },
      {},
      [`quantity_not_mapped at ${digital}`],
    ],
    [
      'a missing parent',
      { orderItems: [{ ...ITEM, parentId: 'gone' }] },
      {},
      ['order_invalid at orderItems[0].parentId'],
    ],
    [
      'only items to remove',
      { orderItems: [{ ...ITEM, orderItemActionType: 'remove' }] },
      {},
      ['order_invalid at orderItems'],
    ],
    [
      'an item whose parent is removed',
      {
        orderItems: [
          { ...ITEM, id: 'base', orderItemActionType: 'remove' },
          { ...ITEM, id: 'extra', parentId: 'base' },
        ],
      },
      {},
      ['order_invalid at orderItems[1].parentId'],
    ],
    [
      'a removed item that is not mapped',
      { orderItems: [ITEM ?? {}, { offer: { path: '/offers2/Old' }, orderItemActionType: 'remove' }] },
      {},
      [],
    ],
    ['a redeemed gift', { isGift: true, isRedeem: true }, {}, []],
    ['a discount', { orderDiscount: { name: 'SPRING10' } }, {}, ['discount_not_mapped at orderDiscount']],
    ['no payment method', { payment: { type: 'zuora' } }, {}, ['payment_method_missing at payment.zuora.refId']],
    [
      'a payment of another provider',
      { payment: { type: 'stripe' } },
      {},
      ['payment_method_missing at payment.zuora.refId'],
    ],
    [
      'a free trial without payment method',
      { payment: { type: 'zuora' }, total: { amount: 0, currency: 'GBP' } },
      {},
      [],
    ],
    ['no items', { orderItems: [] }, {}, ['order_invalid at orderItems']],
    ['an invalid date', { orderDate: 'soon' }, {}, ['order_invalid at orderDate']],
    [
      'no billing details',
      { billingDetails: {}, customerDetails: {}, country: '' },
      {},
      ['firstName', 'lastName', 'country'].map((name) => `order_invalid at billingDetails.${name}`),
    ],
    ['delivery details without a name', { deliveryDetails: { city: 'York' } }, {}, []],
    [
      'delivery details with half a name',
      { deliveryDetails: { firstName: 'Bo', city: 'York' } },
      {},
      ['order_invalid at deliveryDetails.lastName'],
    ],
    [
      'no billing details on an existing account',
      { billingDetails: {}, customerDetails: {}, customFields: { zuora_account_number: 'A1' } },
      { accountNumberField: 'zuora_account_number' },
      [],
    ],
  ])('checks %s', (_name, order, options, expected) => {
    expect(codes(order, options)).toEqual(expected);
  });
});

describe('the names of a request', () => {
  it('match what Zuora allows', () => {
    expect(orderNumberOf('order-1#bill/it?#')).toBe('order-1-bill-it-.');
    expect(orderNumberOf('o'.repeat(160))).toHaveLength(100);
    expect(trackId(`order-1#"a:b;c'`)).toBe('order-1#-a-b-c-');
    expect(trackId('k'.repeat(65))).toHaveLength(64);
  });
});
