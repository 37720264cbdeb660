import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, PERSONAL_VALUES, SECRET_VALUES, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonValue } from '../../../core/json.ts';
import type { HttpReply, HttpRequest } from '../../../core/plugin/plugin-http.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { type GivenContext, pluginContext, sendOverHttp } from '../../helpers/plugin-context.ts';

const sandbox = usePartnerSandbox();
const ACCOUNT = '/services/data/v62.0/sobjects/Account';
const CONTACT = '/services/data/v62.0/sobjects/Contact';
const given = (extra: GivenContext = {}): GivenContext => ({
  order: NEW_ORDER,
  secrets: sandbox.secrets,
  ...extra,
  options: { includeBillingDetails: true, namedRecords: 'trust', ...extra.options },
});
const run = (extra: GivenContext = {}) => salesforceV3.run(pluginContext(salesforceV3, given(extra)).context);
const kinds = async () => (await sandbox.effects()).map((effect) => effect.kind);

describe('the salesforceV3 plugin', () => {
  it('creates a business account and its contact', async () => {
    const { output } = await run();
    expect(output).toEqual({
      crmId: expect.stringMatching(/^001\w{15}$/),
      contactId: expect.stringMatching(/^003\w{15}$/),
      matched: false,
      contactMatched: false,
    });
    expect(await kinds()).toEqual(['account.created', 'contact.created']);
  });

  it('creates a person account and returns the contact that belongs to it', async () => {
    const { output } = await run({ options: { createPersonAccount: true } });
    expect(output).toMatchObject({ crmId: expect.stringMatching(/^001/), contactId: expect.stringMatching(/^003/) });
    expect((await kinds()).filter((kind) => kind === 'account.created')).toHaveLength(1);
  });

  it.each([true, false])(
    'finds the customer of an earlier order, as a person account: %s',
    async (createPersonAccount) => {
      const { output } = await run({ options: { createPersonAccount } });
      const effects = await kinds();
      const again = await run({ options: { createPersonAccount }, orderId: 'order-second' });
      expect(again.output).toEqual({ ...output, matched: true, contactMatched: true });
      expect(await kinds()).toEqual(effects);
    },
  );

  it.each([ACCOUNT, CONTACT])('has one effect when the reply to %s was lost', async (path) => {
    await sandbox.fault({ partner: 'salesforce', path, fault: 'drop-after-effect', times: 1 });
    expect(await failureOf(run())).toMatchObject({ name: 'CalloutNoReply' });
    const { output } = await run({ attempt: 2 });
    expect(output.matched).toBe(true);
    expect(await kinds()).toEqual(['account.created', 'contact.created']);
  });

  it('does not create an account again if it could not be distinguished from the first', async () => {
    const options = { includeBillingDetails: false };
    await sandbox.fault({ partner: 'salesforce', path: ACCOUNT, fault: 'drop-after-effect', times: 1 });
    expect(await failureOf(run({ options }))).toMatchObject({ name: 'CalloutNoReply' });
    expect(await failureOf(run({ options, attempt: 2 }))).toMatchObject({
      name: 'PluginOutcomeUnknown',
      code: 'repeat_not_recognised',
    });
    expect(await kinds()).toEqual(['account.created']);
  });

  it('creates the account in a later attempt when the first never arrived', async () => {
    const options = { includeBillingDetails: false };
    await sandbox.fault({ partner: 'salesforce', path: ACCOUNT, fault: '503', times: 1 });
    await failureOf(run({ options }));
    expect(await run({ options, attempt: 2 })).toMatchObject({ output: { matched: false } });
    expect(await kinds()).toEqual(['account.created', 'contact.created']);
  });

  it('does not depend on duplicate rules for a repeat when the org has an external id field', async () => {
    const options = { includeBillingDetails: false, externalIdField: 'OrderKey__c' };
    const { output } = await run({ options });
    const again = await run({ options, attempt: 2 });
    expect(again.output).toMatchObject({ crmId: output.crmId ?? null, contactId: output.contactId ?? null });
    expect((await kinds()).filter((kind) => String(kind).endsWith('.created'))).toHaveLength(2);
  });

  it.each([
    [ACCOUNT, true],
    [ACCOUNT, false],
    [CONTACT, false],
  ])(
    'uses the records of an earlier attempt when Salesforce rejects a second save: %s, as a person account: %s',
    async (path, createPersonAccount) => {
      const options = { createPersonAccount, externalIdField: 'OrderKey__c' };
      const { output } = await run({ options });
      const effects = await kinds();
      await sandbox.fault({ partner: 'salesforce', path, fault: 'decline', times: 1 });
      const again = await run({ options, attempt: 2 });
      expect(again.output).toMatchObject({ crmId: output.crmId ?? null, contactId: output.contactId ?? null });
      expect((await kinds()).filter((kind) => String(kind).endsWith('.created'))).toEqual(effects);
    },
  );

  it.each([
    ['the contact of the person account', true, `${ACCOUNT}/001`],
    ['the new contact', false, CONTACT],
  ])('has an unknown outcome when Salesforce is busy with %s', async (_name, createPersonAccount, path) => {
    const options = { createPersonAccount, externalIdField: 'OrderKey__c' };
    await sandbox.fault({ partner: 'salesforce', path, fault: '503', retryAfterSeconds: 3, times: 1 });
    const failure = await failureOf(run({ options }));
    expect(failure).toMatchObject({ name: 'PluginOutcomeUnknown', retryAfterSeconds: 3 });
    expect(failure.message).toMatch(/^The account 001\w+ was created, but a later request failed: /);
    const { output } = await run({ options, attempt: 2 });
    expect(output).toMatchObject({ crmId: expect.any(String), contactId: expect.any(String) });
    expect((await kinds()).filter((kind) => kind === 'account.created')).toHaveLength(1);
  });

  it('is retried when Salesforce is busy before anything was created', async () => {
    const options = { externalIdField: 'OrderKey__c' };
    await sandbox.fault({ partner: 'salesforce', path: ACCOUNT, fault: '503', times: 1 });
    expect(await failureOf(run({ options }))).toMatchObject({ name: 'PluginTransient' });
    expect(await kinds()).toEqual([]);
  });

  it('fails with the rejection of a later attempt when no earlier one created anything', async () => {
    const options = { externalIdField: 'OrderKey__c' };
    await sandbox.fault({ partner: 'salesforce', path: ACCOUNT, fault: 'decline', times: 1 });
    expect(await failureOf(run({ options, attempt: 2 }))).toMatchObject({ code: 'salesforce_refused' });
    expect(await kinds()).toEqual([]);
  });

  it('uses the account and the contact that an order from Salesforce names', async () => {
    const tracking = { accountId: '001Hs00000000AbIAI', contactId: '003Hs00000000AcIAI' };
    const { output } = await run({ order: { ...NEW_ORDER, tracking } });
    expect(output).toEqual({
      crmId: tracking.accountId,
      contactId: tracking.contactId,
      matched: true,
      contactMatched: true,
    });
    expect(await kinds()).toEqual([]);
  });

  it('fails with the code of a rejection', async () => {
    await sandbox.fault({ partner: 'salesforce', path: ACCOUNT, fault: 'decline', times: 1 });
    const failure = await failureOf(run());
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'salesforce_refused' });
    expect(failure.message).toContain('FIELD_CUSTOM_VALIDATION_EXCEPTION');
  });

  it.each(['429', '503'])('is retried when Salesforce is busy (%s), and then succeeds', async (fault) => {
    await sandbox.fault({ partner: 'salesforce', path: ACCOUNT, fault, retryAfterSeconds: 3, times: 1 });
    expect(await failureOf(run())).toMatchObject({ name: 'PluginTransient', retryAfterSeconds: 3 });
    await run({ attempt: 2 });
    expect(await kinds()).toEqual(['account.created', 'contact.created']);
  });

  it.each(['500', 'malformed'])('has an unknown outcome after %s', async (fault) => {
    await sandbox.fault({ partner: 'salesforce', path: ACCOUNT, fault, times: 1 });
    expect(await failureOf(run())).toMatchObject({ name: 'PluginOutcomeUnknown' });
    await expect(run({ attempt: 2 })).resolves.toBeDefined();
  });

  it('leaves a reply that takes too long to the step host', async () => {
    await sandbox.fault({ partner: 'salesforce', path: ACCOUNT, fault: 'slow', delayMs: 2_000, times: 1 });
    expect(await failureOf(run({ options: { timeoutMs: 150 } }))).toMatchObject({
      name: 'CalloutNoReply',
      safe: false,
    });
    await run({ attempt: 2 });
    expect(await kinds()).toEqual(['account.created', 'contact.created']);
  });

  it('copies the delivery address if the options say so, without missing parts', async () => {
    const sent: JsonValue[] = [];
    const http = answering(ACCOUNT, sent, ['send']);
    const order = { ...NEW_ORDER, deliveryDetails: { address1: '9 High Street', city: 'York', state: '' } };
    await run({ order, http, options: { includeBillingDetails: false, includeDeliveryDetails: true } });
    expect(sent[0]).toEqual({ Name: 'Ada Byrne', ShippingStreet: '9 High Street', ShippingCity: 'York' });
  });

  it('also reads the ids of duplicates from the misspelt key', async () => {
    const ids = ['003000000000001AAA', '001000000000001AAA', '001000000000002AAA'];
    const duplicateResut = { matchResults: ids.map((Id) => ({ matchRecords: [{ record: { Id } }] })) };
    const duplicate = { errorCode: 'DUPLICATES_DETECTED', message: 'Use one of these records?', duplicateResut };
    const http = answering(ACCOUNT, [], [{ status: 400, body: [duplicate] }]);
    const failure = await failureOf(run({ http, options: { whenSimilar: 'fail' } }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'similar_customer' });
    expect(failure.message).toContain('001000000000001AAA, 001000000000002AAA');
    expect(failure.message).not.toContain('003000000000001AAA');
  });

  it('creates a separate account when the duplicates are records of another object', async () => {
    const duplicateResult = { matchResults: [{ matchRecords: [{ record: { Id: '00Q000000000001AAA' } }] }] };
    const duplicate = { errorCode: 'DUPLICATES_DETECTED', message: 'Use one of these records?', duplicateResult };
    const http = answering(ACCOUNT, [], [{ status: 400, body: [duplicate] }, 'send']);
    expect((await run({ http })).output).toMatchObject({ matched: false });
  });

  it('rejects an order without a last name, and unknown order types', async () => {
    const nameless = { ...NEW_ORDER, customerDetails: { email: 'ada.byrne@example.org' }, billingDetails: {} };
    expect(await failureOf(run({ order: nameless }))).toMatchObject({ code: 'order_invalid' });
    const unheardOf = { ...NEW_ORDER, order_type: 'borrow' };
    expect(await failureOf(run({ order: unheardOf }))).toMatchObject({ code: 'order_type_not_supported' });
    expect(salesforceV3.check?.(nameless, salesforceV3.options.parse({}))).toMatchObject([
      { path: 'customerDetails.lastName' },
    ]);
    expect(salesforceV3.check?.(NEW_ORDER, salesforceV3.options.parse({}))).toEqual([]);
    expect(await sandbox.requests()).toEqual([]);
  });

  it('names the fields that the secret lacks, and rejects unknown options', async () => {
    const failure = await failureOf(run({ secrets: { salesforce: { baseUrl: 'not a url', clientId: 'sf-client' } } }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'connection_invalid' });
    expect(failure.message).toMatch(/no usable baseUrl, clientSecret/);
    expect(() => salesforceV3.options.parse({ createPersonAcount: true })).toThrow(/createPersonAcount/);
  });

  it('keeps a token for two hours, as long as a session lasts, because Salesforce does not return its lifetime', async () => {
    const { context, lifetimes } = pluginContext(salesforceV3, given());
    await salesforceV3.run(context);
    expect(Object.fromEntries(lifetimes)).toEqual({ 'token salesforce': 7200 });
    const requests = await sandbox.requests();
    expect(requests.filter((request) => String(request.path).endsWith('/oauth2/token'))).toHaveLength(1);
  });

  it('keeps personal data and secrets out of outputs, messages and logs', async () => {
    const accepted = pluginContext(salesforceV3, given());
    const result = await salesforceV3.run(accepted.context);
    const order = { ...NEW_ORDER, customerDetails: { firstName: 'Ada', lastName: 'Byrne', email: 'ada.byrne@' } };
    const rejected = pluginContext(salesforceV3, given({ order }));
    const failure = await failureOf(salesforceV3.run(rejected.context));
    expect(failure.message).toContain('INVALID_EMAIL_ADDRESS');
    const text = JSON.stringify([result, accepted.logs, rejected.logs, failure.message, failure.publicMessage]);
    for (const value of [...PERSONAL_VALUES, ...SECRET_VALUES, 'ada.byrne@']) expect(text).not.toContain(value);
  });
});

/** Answers the requests to one path with the given replies in turn. The reply `send` and all other requests go to the sandbox. */
function answering(
  path: string,
  sent: JsonValue[],
  answers: readonly ('send' | Pick<HttpReply, 'status' | 'body'>)[],
): (request: HttpRequest) => Promise<HttpReply> {
  const waiting = [...answers];
  return async (request) => {
    if (!request.url.endsWith(path)) return sendOverHttp(request);
    sent.push(request.json ?? null);
    const next = waiting.shift() ?? 'send';
    return next === 'send' ? sendOverHttp(request) : { headers: {}, ...next };
  };
}
