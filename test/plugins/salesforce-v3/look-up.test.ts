import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { type GivenContext, pluginContext, TEST_ORDER_ID } from '../../helpers/plugin-context.ts';

const sandbox = usePartnerSandbox();
const QUERY = '/services/data/v62.0/query';
const given = (extra: GivenContext): GivenContext => ({
  secrets: sandbox.secrets,
  ...extra,
  options: { includeBillingDetails: true, namedRecords: 'trust', ...extra.options },
});
const run = (extra: GivenContext) => salesforceV3.run(pluginContext(salesforceV3, given(extra)).context);
const customerOf = async (options: JsonObject = {}) => (await run({ order: NEW_ORDER, options })).output;
const created = async () => (await sandbox.effects()).filter(({ kind }) => String(kind).endsWith('.created'));
const cancel = (more: JsonObject = {}): JsonObject => ({
  order_type: 'cancel_subscription',
  subscriptionRef: '9HV3P0LD46NC',
  ...more,
});
const TRACKED = { accountId: '001Hs00000000AbIAI', contactId: '003Hs00000000AcIAI' };

describe('an order that changes nothing in Salesforce', () => {
  it.each([
    'cancel_subscription',
    'change_offer',
    'add_offer',
    'update_subscription',
    'renew',
    'refund',
    'credit',
    'external',
    'activation',
  ])('of type %s uses the Salesforce ids in the order without a request', async (order_type) => {
    const { output } = await run({ order: cancel({ order_type, tracking: TRACKED }) });
    expect(output).toMatchObject({ crmId: TRACKED.accountId, contactId: TRACKED.contactId, matched: true });
    expect(await sandbox.requests()).toEqual([]);
  });

  it.each([true, false])(
    'finds the customer by e-mail address, as a person account: %s',
    async (createPersonAccount) => {
      const options = { createPersonAccount };
      const { contactId, crmId } = await customerOf(options);
      const before = await sandbox.effects();
      for (const who of [
        { userDetails: { email: 'ada.byrne@example.org' } },
        { customerDetails: { email: 'ada.byrne@example.org' } },
        { tracking: { accountId: crmId ?? null } },
        ...(createPersonAccount ? [] : [{ tracking: { contactId: contactId ?? null } }]),
      ]) {
        expect((await run({ order: cancel(who), options })).output).toMatchObject({ crmId, contactId });
      }
      expect(await sandbox.effects()).toEqual(before);
    },
  );

  it.each([true, false])(
    'finds the customer by the order that started the subscription, as a person account: %s',
    async (createPersonAccount) => {
      const options = { createPersonAccount, externalIdField: 'OrderKey__c' };
      const { contactId, crmId } = await customerOf(options);
      for (const target of [
        { subscriptionRef: `${TEST_ORDER_ID}/item-1` },
        { forSubscription: { id: 'sub-1', ref: TEST_ORDER_ID } },
      ]) {
        const { output } = await run({ order: cancel(target), options, orderId: 'order-second' });
        expect(output).toMatchObject({ crmId, contactId });
      }
    },
  );

  it('passes on no ids when it finds no customer, unless an account is required', async () => {
    for (const who of [{}, { userDetails: { email: "o'nobody\\@example.org" } }]) {
      const { context, logs } = pluginContext(salesforceV3, given({ order: cancel(who) }));
      expect((await salesforceV3.run(context)).output).toEqual({ matched: false, contactMatched: false });
      expect(logs.map(({ level }) => level)).toContain('warn');
      const required = failureOf(run({ order: cancel(who), options: { requireAccount: true } }));
      expect(await required).toMatchObject({ name: 'PluginFailed', code: 'account_not_found' });
    }
  });

  it('uses none of several accounts with the same e-mail address', async () => {
    const order = cancel({ userDetails: { email: 'two@example.org' } });
    const accounts = ['001000000000001AAA', '001000000000002AAA'];
    const records = accounts.map((AccountId, index) => ({ Id: `00300000000000${index}AAA`, AccountId }));
    const { context, logs } = pluginContext(salesforceV3, given({ order, http: answering({ records }) }));
    expect((await salesforceV3.run(context)).output).toEqual({ matched: false, contactMatched: false });
    expect(logs).toContainEqual(expect.objectContaining({ level: 'warn', data: { accounts } }));
  });

  it('uses an account whose contacts share the address, but none when there may be more contacts than it reads', async () => {
    const order = cancel({ userDetails: { email: 'all@example.org' } });
    const AccountId = '001000000000001AAA';
    const contacts = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ Id: `003${String(index).padStart(12, '0')}AAA`, AccountId }));
    const found = async (count: number) => (await run({ order, http: answering({ records: contacts(count) }) })).output;
    expect(await found(199)).toEqual({ crmId: AccountId, matched: true, contactMatched: false, byLogin: true });
    expect(await found(200)).toEqual({ matched: false, contactMatched: false });
  });

  it('is retried when a lookup gets no usable reply, and fails when it is rejected', async () => {
    const order = cancel({ userDetails: { email: 'ada.byrne@example.org' } });
    for (const fault of ['500', '503', '429', 'malformed']) {
      await sandbox.fault({ partner: 'salesforce', path: QUERY, fault, times: 1 });
      expect(await failureOf(run({ order })), fault).toMatchObject({ name: 'PluginTransient' });
    }
    const badField = { externalIdField: 'Not A Field' };
    expect(() => salesforceV3.options.parse(badField)).toThrow(/externalIdField/);
    expect(await failureOf(run({ order: cancel({ userDetails: { email: 7 } }) }))).toMatchObject({
      code: 'order_invalid',
    });
  });
});

describe.each(['external', 'activation'])('an order of type %s', (order_type) => {
  const order = { ...NEW_ORDER, order_type };

  it('creates the customer only if they are not in Salesforce', async () => {
    const first = await run({ order });
    expect(first.output).toMatchObject({ matched: false, contactMatched: false, crmId: expect.any(String) });
    const again = await run({ order, orderId: 'order-second' });
    expect(again.output).toEqual({ ...first.output, matched: true, contactMatched: true });
    expect(await created()).toHaveLength(2);
  });

  it('creates no customer when the order does not identify one', async () => {
    const nameless = { order_type, customerDetails: { email: 'ada.byrne@example.org' } };
    expect((await run({ order: nameless })).output).toEqual({ matched: false, contactMatched: false });
    expect(await created()).toEqual([]);
    expect(salesforceV3.check?.({ order_type, customerDetails: 7 }, salesforceV3.options.parse({}))).toHaveLength(1);
  });
});

/** Answers queries with these records, and every token request with a token. */
function answering(body: JsonObject): NonNullable<GivenContext['http']> {
  return async ({ url }) => ({
    status: 200,
    headers: {},
    body: url.includes(QUERY) ? body : { access_token: 'token-of-a-test' },
  });
}
