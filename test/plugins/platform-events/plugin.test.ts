import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, PERSONAL_VALUES, SECRET_VALUES, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject, JsonValue } from '../../../core/json.ts';
import { ORDER_TYPES } from '../../../core/order/order-types.ts';
import type { HttpRequest, SendHttp } from '../../../core/plugin/plugin-http.ts';
import { EVENTS } from '../../../plugins/platform-events/event-types.ts';
import { platformEvents } from '../../../plugins/platform-events/plugin.ts';
import { type GivenContext, pluginContext, sendOverHttp } from '../../helpers/plugin-context.ts';

const sandbox = usePartnerSandbox();
const RESULTS = {
  salesforceV3: { crmId: '001Hs00000000AbIAI', contactId: '003Hs00000000AcIAI' },
  zuora: { subscriptionNumber: '9HV3P0LD46NC' },
};
const given = (extra: GivenContext = {}): GivenContext => ({
  order: NEW_ORDER,
  secrets: sandbox.secrets,
  results: RESULTS,
  ...extra,
});
const run = (extra: GivenContext = {}) => platformEvents.run(pluginContext(platformEvents, given(extra)).context);
const published = () => sandbox.effects('platform-event.published');

async function sentBy(extra: GivenContext): Promise<JsonObject> {
  const sent: JsonValue[] = [];
  const http = (request: HttpRequest) => {
    if (request.json !== undefined) sent.push(request.json);
    return sendOverHttp(request);
  };
  await run({ ...extra, http });
  return sent[0] as JsonObject;
}

describe('the platformEvents plugin', () => {
  it('publishes the event with the ids of earlier steps and returns its UUID', async () => {
    const { output } = await run();
    expect(output).toEqual({ eventType: 'NEW_ORDER', eventUuid: expect.any(String) });
    expect(await published()).toHaveLength(1);
  });

  it('fills the fields of a new order with the names of the managed package', async () => {
    expect(await sentBy({})).toEqual({
      i42as__OrderType__c: 'NEW_ORDER',
      i42as__ChangeType__c: 'new',
      i42as__OrderNumber__c: expect.stringMatching(/^[0-9A-Z]{12}$/),
      i42as__Source__c: 'Limio',
      i42as__InitiatedSource__c: 'shop',
      i42as__OrderSource__c: 'shop',
      i42as__PurchaseDate__c: '2026-03-02T09:30:00.000Z',
      i42as__EffectiveDate__c: '2026-03-02T00:00:00.000Z',
      i42as__SubscriptionId__c: '9HV3P0LD46NC',
      i42as__ContactId__c: '003Hs00000000AcIAI',
      i42as__AccountId__c: '001Hs00000000AbIAI',
      i42as__OfferId__c: '3f786850e387550fdab836ed7e6dc881de23001b',
      i42as__OfferType__c: 'standard',
      i42as__TermLengthUnits__c: 'months',
      i42as__TermLengthValue__c: '1',
      i42as__ProductCode__c: 'DIG',
      i42as__ProductName__c: 'Digital',
      i42as__OfferDisplayName__c: 'Digital Monthly',
      i42as__Description__c: 'Every article, on every device.',
      i42as__DisplayPrice__c: '£17.50',
    });
  });

  it('takes names, steps and the source from its options', async () => {
    const sent = await sentBy({
      options: {
        eventName: 'Order_Event__e',
        fieldPrefix: '',
        source: 'Shop 2',
        salesforceStep: 'crm',
        zuoraStep: 'billing',
      },
      results: { crm: { crmId: '001Hs00000000AbIAI' }, billing: { subscriptionNumber: 'ABC' } },
    });
    expect(sent).toMatchObject({ Source__c: 'Shop 2', AccountId__c: '001Hs00000000AbIAI', SubscriptionId__c: 'ABC' });
    expect(sent).not.toHaveProperty('ContactId__c');
  });

  it('truncates texts to the length of their field, but never splits a character', async () => {
    const order = { ...NEW_ORDER, giftCode: 'g'.repeat(41), studentDetails: { course: `${'c'.repeat(99)}😀` } };
    const sent = await sentBy({ order });
    expect(sent.i42as__GiftCode__c).toBe('g'.repeat(40));
    expect(sent.i42as__StudentCourse__c).toBe('c'.repeat(99));
  });

  it('uses the event type of gifts for a gift', async () => {
    expect((await run({ order: { ...NEW_ORDER, isGift: true } })).output.eventType).toBe('NEW_GIFT_ORDER');
    const redeemed = { ...NEW_ORDER, isGift: true, isRedeem: true };
    expect((await run({ order: redeemed })).output.eventType).toBe('NEW_ORDER');
  });

  it('has an event type for every order type except three', () => {
    const without = ORDER_TYPES.filter((type) => EVENTS[type].eventType === undefined);
    expect(without).toEqual(['credit', 'external', 'activation']);
    expect(new Set(Object.values(EVENTS).flatMap(({ eventType }) => eventType ?? [])).size).toBe(
      ORDER_TYPES.length - without.length + 1,
    );
  });

  it('sends the reduced order if the options say so', async () => {
    const item = { ...(NEW_ORDER.orderItems as JsonObject[])[0], orderItemActionType: 'add', details: 'left out' };
    const order = { ...NEW_ORDER, orderItems: [item] };
    const orderDataOptions = { fieldsToKeep: ['orderItems', 'total', 'absent'], itemFields: ['orderItemActionType'] };
    const sent = await sentBy({ order, options: { sendWholeOrder: true, orderDataOptions } });
    const reduced = JSON.parse(String(sent.i42as__LimioOrder__c)) as JsonObject;
    expect(Object.keys(reduced)).toEqual(['orderItems', 'total']);
    const [kept] = reduced.orderItems as JsonObject[];
    expect(kept).toMatchObject({ quantity: 1, orderItemActionType: 'add', price: { amount: 17.5 } });
    expect(kept).not.toHaveProperty('details');
    const offer = (kept?.offer ?? {}) as { data?: { attributes?: JsonObject } };
    expect(Object.keys(offer.data?.attributes ?? {})).toEqual(['price__limio']);
  });

  it('leaves out an order that is too long for the field, with a warning', async () => {
    const order = { ...NEW_ORDER, customFields: { text: 'a'.repeat(131_072) } };
    const { context, logs } = pluginContext(platformEvents, given({ order, options: { sendWholeOrder: true } }));
    await platformEvents.run(context);
    expect(logs.map((line) => line.level)).toContain('warn');
    expect(await published()).toHaveLength(1);
  });

  it('fails with the code of a rejection, and is retried when Salesforce is busy', async () => {
    await sandbox.fault({ partner: 'salesforce', fault: 'decline', path: '/services/data', times: 1 });
    expect(await failureOf(run())).toMatchObject({ name: 'PluginFailed', code: 'salesforce_refused' });
    for (const fault of ['429', '503']) {
      await sandbox.fault({ partner: 'salesforce', fault, path: '/services/data', times: 1 });
      expect(await failureOf(run())).toMatchObject({ name: 'PluginTransient' });
    }
    await run();
    expect(await published()).toHaveLength(1);
  });

  it.each<[string, number, 'record' | 'errors', object]>([
    ['LIMIT_EXCEEDED', 201, 'record', { name: 'PluginTransient' }],
    ['PLATFORM_EVENT_PUBLISHING_UNAVAILABLE', 201, 'record', { name: 'PluginTransient' }],
    ['PLATFORM_EVENT_PUBLISHING_UNAVAILABLE', 500, 'errors', { name: 'PluginTransient' }],
    ['LIMIT_EXCEEDED', 400, 'errors', { name: 'PluginTransient' }],
    ['PLATFORM_EVENT_ENCRYPTION_ERROR', 201, 'record', { name: 'PluginFailed', code: 'salesforce_refused' }],
    ['PLATFORM_EVENT_ENCRYPTION_ERROR', 500, 'record', { name: 'PluginOutcomeUnknown' }],
    ['UNKNOWN_EXCEPTION', 500, 'errors', { name: 'PluginOutcomeUnknown' }],
  ])('reads an error of publishing: %s with status %i as %s', async (code, status, form, expected) => {
    const record = {
      id: 'e00xx0000000001',
      success: false,
      errors: [{ statusCode: code, message: 'Ada Byrne', fields: [] }],
    };
    const body = form === 'record' ? record : [{ errorCode: code, message: 'Not published' }];
    const http: SendHttp = async (request) =>
      request.url.includes('/sobjects/') ? { status, headers: {}, body } : sendOverHttp(request);
    const failure = await failureOf(run({ http }));
    expect(failure).toMatchObject(expected);
    expect(failure.message).not.toContain('Ada');
  });

  it('has an unknown outcome after an unreadable reply or a server error', async () => {
    for (const fault of ['malformed', '500']) {
      await sandbox.fault({ partner: 'salesforce', fault, path: '/services/data', times: 1 });
      expect(await failureOf(run())).toMatchObject({ name: 'PluginOutcomeUnknown' });
    }
  });

  it('leaves a lost or late reply to the step host, and publishes again on every run', async () => {
    expect(platformEvents.effect).toBe('at-most-once');
    await sandbox.fault({ partner: 'salesforce', fault: 'drop-after-effect', path: '/services/data', times: 1 });
    expect(await failureOf(run())).toMatchObject({ name: 'CalloutNoReply', safe: false });
    await sandbox.fault({ partner: 'salesforce', fault: 'hang', path: '/services/data', times: 1 });
    const late = failureOf(run({ options: { timeoutMs: 100 } }));
    expect(await late).toMatchObject({ name: 'CalloutNoReply', safe: false });
    await run({ attempt: 2 });
    expect(await published()).toHaveLength(2);
  });

  it('publishes nothing without a token', async () => {
    await sandbox.fault({ partner: 'salesforce', fault: 'drop-after-effect', path: '/services/oauth2', times: 1 });
    expect(await failureOf(run())).toMatchObject({ name: 'PluginTransient' });
    expect(await published()).toEqual([]);
  });

  it('rejects unknown order types, unusable orders, unusable secrets and unknown options', async () => {
    const unheardOf = { ...NEW_ORDER, order_type: 'borrow' };
    expect(await failureOf(run({ order: unheardOf }))).toMatchObject({ code: 'order_type_not_supported' });
    expect(await failureOf(run({ order: { ...NEW_ORDER, orderItems: [] } }))).toMatchObject({ code: 'order_invalid' });
    expect(await failureOf(run({ secrets: { salesforce: {} } }))).toMatchObject({ code: 'connection_invalid' });
    expect(() => platformEvents.options.parse({ orderDataOptions: { keep: [] } })).toThrow(/keep/);
    expect(await published()).toEqual([]);
  });

  it('keeps personal data and secrets out of outputs, messages and logs', async () => {
    const accepted = pluginContext(platformEvents, given({ options: { sendWholeOrder: true } }));
    const result = await platformEvents.run(accepted.context);
    await sandbox.fault({ partner: 'salesforce', fault: 'decline', path: '/services/data', times: 1 });
    const failure = await failureOf(run());
    const text = JSON.stringify([result, accepted.logs, failure.message, failure.publicMessage]);
    for (const value of [...PERSONAL_VALUES, ...SECRET_VALUES]) expect(text).not.toContain(value);
  });
});
