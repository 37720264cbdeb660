import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject, JsonValue } from '../../../core/json.ts';
import type { HttpRequest } from '../../../core/plugin/plugin-http.ts';
import { platformEvents } from '../../../plugins/platform-events/plugin.ts';
import { type GivenContext, pluginContext, sendOverHttp } from '../../helpers/plugin-context.ts';

const sandbox = usePartnerSandbox();
const TARGET = { forSubscription: { name: '9HV3P0LD46NC' } };
const ITEMS = { orderItems: NEW_ORDER.orderItems ?? [] };
const [ITEM] = NEW_ORDER.orderItems as JsonObject[];
const COMMON = ['OrderType', 'ChangeType', 'OrderNumber', 'Source', 'InitiatedSource', 'OrderSource'];
const DATES = ['PurchaseDate', 'EffectiveDate'];
const published = () => sandbox.effects('platform-event.published');

async function eventOf(order: JsonObject, extra: Omit<GivenContext, 'order'> = {}): Promise<JsonObject> {
  const sent: JsonValue[] = [];
  const http = (request: HttpRequest) => {
    if (request.json !== undefined) sent.push(request.json);
    return sendOverHttp(request);
  };
  const given = { secrets: sandbox.secrets, ...extra, order, http };
  await platformEvents.run(pluginContext(platformEvents, given).context);
  const named = Object.entries(sent[0] as JsonObject).map(([name, value]) => [
    name.replace(/^i42as__/, '').replace(/__c$/, ''),
    value,
  ]);
  return Object.fromEntries(named) as JsonObject;
}

describe('the event of an order', () => {
  it.each([
    [
      'cancel_subscription',
      { cancelDate: '2026-04-01' },
      { OrderType: 'CANCEL_REQUEST', EffectiveDate: '2026-04-01T00:00:00.000Z' },
    ],
    ['change_payment', {}, { OrderType: 'CHANGE_PAYMENT_REQUEST', ChangeType: 'change_payment' }],
    ['change_address', { type: 'billing' }, { OrderType: 'CHANGED_DELIVERY_ADDRESS', ChangeType: 'billing' }],
    ['update_customer_details', {}, { OrderType: 'UPDATE_CUSTOMER' }],
    [
      'update_subscription',
      { updates: [{ effective_date: '2026-03-09' }] },
      { OrderType: 'UPDATE_SUBSCRIPTION', EffectiveDate: '2026-03-09T00:00:00.000Z' },
    ],
  ] as const)('of type %s has the common fields and no offer', async (order_type, more, expected) => {
    const event = await eventOf({ order_type, ...TARGET, ...more, ...ITEMS });
    expect(event).toMatchObject({ ...expected, SubscriptionId: '9HV3P0LD46NC' });
    expect(Object.keys(event)).toEqual(expect.arrayContaining([...COMMON, ...DATES]));
    expect(Object.keys(event)).not.toContain('OfferId');
    expect(await published()).toHaveLength(1);
  });

  it.each([
    ['change_offer', 'CHANGE_OFFER', { offer: ITEM?.offer ?? null, change_type: 'change_offer' }],
    ['add_offer', 'ADD_OFFER', { offer: ITEM?.offer ?? null, change_type: 'cancel_save' }],
    ['renew', 'REQUEST_RENEWAL', ITEMS],
    ['refund', 'REFUND', ITEMS],
  ])('of type %s describes its offer', async (order_type, OrderType, more) => {
    const event = await eventOf({ order_type, ...TARGET, ...more });
    expect(event).toMatchObject({
      OrderType,
      OfferId: '3f786850e387550fdab836ed7e6dc881de23001b',
      OfferDisplayName: 'Digital Monthly',
      TermLengthUnits: 'months',
    });
  });

  it('takes the subscription from the result of an earlier step, or else from the order', async () => {
    const order_type = 'renew';
    expect(await eventOf({ order_type, subscriptionRef: 'REF', subscriptionId: 'sub-1' })).toMatchObject({
      SubscriptionId: 'REF',
    });
    expect(await eventOf({ order_type, subscriptionId: 'sub-1' })).toMatchObject({ SubscriptionId: 'sub-1' });
    const results = { zuora: { subscriptionNumber: 'A-S1' } };
    expect(await eventOf({ order_type, ...TARGET }, { results })).toMatchObject({ SubscriptionId: 'A-S1' });
  });

  it('has the day from which the change applies, as the billing step says, or else as the order chose', async () => {
    const zuora = { subscriptionNumber: 'A-S1', effectiveDate: '2026-03-05', endsOn: '2027-03-02' };
    const dayOf = async (order: JsonObject, extra: Omit<GivenContext, 'order'> = {}) =>
      (await eventOf({ ...TARGET, ...order }, extra)).EffectiveDate;
    const cancel = { order_type: 'cancel_subscription' };
    expect(await dayOf(cancel, { results: { zuora } })).toBe('2027-03-02T00:00:00.000Z');
    expect(await dayOf({ order_type: 'renew' }, { results: { zuora } })).toBe('2026-03-05T00:00:00.000Z');
    const options = { zuoraStep: 'billing' };
    expect(await dayOf(cancel, { results: { billing: zuora }, options })).toBe('2027-03-02T00:00:00.000Z');
    const instant = '2026-07-27T15:30:00Z';
    const change = {
      order_type: 'change_offer',
      offer: ITEM?.offer ?? null,
      orderDate: instant,
      effectiveDate: instant,
    };
    expect(await dayOf(change, { timeZone: 'Asia/Tokyo' })).toBe('2026-07-28T00:00:00.000Z');
  });

  it('has no day for a cancellation whose end nobody knows', async () => {
    const results = { zuora: { subscriptionNumber: 'A-S1' } };
    const order = { order_type: 'cancel_subscription', ...TARGET };
    expect(Object.keys(await eventOf(order, { results }))).not.toContain('EffectiveDate');
    expect(await eventOf(order)).toMatchObject({ EffectiveDate: '2026-03-02T00:00:00.000Z' });
  });

  it('describes the first item that the order buys', async () => {
    const removed = { ...ITEM, offer: { id: 'old' }, orderItemActionType: 'remove' };
    const event = await eventOf({ order_type: 'renew', ...TARGET, orderItems: [removed, ITEM ?? {}] });
    expect(event.OfferId).toBe('3f786850e387550fdab836ed7e6dc881de23001b');
  });

  it('has the fields, names and types of an org with a custom event', async () => {
    const order = {
      order_type: 'refund',
      ...TARGET,
      country: 'GB',
      total: { amount: 17.5, currency: 'GBP' },
      data: { reason: { id: 'late_delivery' } },
    };
    const options = {
      eventName: 'Order_Event__e',
      fieldPrefix: '',
      extraFields: ['OrderDate', 'SubscriptionName', 'CountryCode', 'OrderValue', 'OrderCurrency', 'Reason'],
      fieldNames: { OrderNumber: 'Ref__c' },
      eventTypes: { refund: 'COMPENSATION_PAYMENT' },
    };
    expect(await eventOf(order, { options })).toMatchObject({
      OrderType: 'COMPENSATION_PAYMENT',
      Ref: expect.any(String),
      OrderDate: '2026-03-02T09:30:05.000Z',
      SubscriptionName: '9HV3P0LD46NC',
      CountryCode: 'GB',
      OrderValue: 17.5,
      OrderCurrency: 'GBP',
      Reason: 'late_delivery',
    });
    for (const wrong of [
      { extraFields: ['Colour'] },
      { eventTypes: { borrow: 'X' } },
      { fieldNames: { A: 'no name' } },
    ])
      expect(platformEvents.options.safeParse(wrong).success).toBe(false);
  });

  it('is rejected when the order is unreadable, but not when it lacks fields that only a new order needs', async () => {
    const order = { order_type: 'cancel_subscription', ...TARGET, cancelDate: 'soon' };
    const { context } = pluginContext(platformEvents, { order, secrets: sandbox.secrets });
    expect(await failureOf(platformEvents.run(context))).toMatchObject({ name: 'PluginFailed', code: 'order_invalid' });
    const options = platformEvents.options.parse({});
    expect(platformEvents.check?.({ ...order, cancelDate: '2026-04-01' }, options)).toEqual([]);
    expect(await published()).toEqual([]);
  });
});

describe.each(['credit', 'external', 'activation'])('an order of type %s', (order_type) => {
  const order = { order_type, ...TARGET, ...ITEMS };

  it('has no event: the step succeeds, logs the reason, and sends no request', async () => {
    const { context, logs } = pluginContext(platformEvents, { order, secrets: sandbox.secrets });
    expect((await platformEvents.run(context)).output).toEqual({ eventType: null, skipped: 'no_event_type' });
    expect(logs).toMatchObject([{ level: 'info', data: { orderType: order_type } }]);
    expect(platformEvents.check?.(order, platformEvents.options.parse({}))).toEqual([]);
    expect(await sandbox.requests()).toEqual([]);
  });

  it('has an event if the org defines one', async () => {
    const options = { eventTypes: { [order_type]: 'OUR_OWN' } };
    expect(await eventOf(order, { options })).toMatchObject({ OrderType: 'OUR_OWN' });
  });
});
