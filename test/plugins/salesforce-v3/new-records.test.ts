import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { type GivenContext, pluginContext } from '../../helpers/plugin-context.ts';
import { storedAccount, storedContact } from '../salesforce-org.ts';

const sandbox = usePartnerSandbox();
const run = async (options: JsonObject, extra: GivenContext = {}) => {
  const given = { order: NEW_ORDER, secrets: sandbox.secrets, ...extra, options };
  return (await salesforceV3.run(pluginContext(salesforceV3, given).context)).output;
};
const created = () => sandbox.effects('account.created');

describe('the record type of new records', () => {
  it('is that of the object, although another object has one of the same name', async () => {
    const options = {
      accountOptions: { recordTypeName: 'Subscriber' },
      contactOptions: { recordTypeName: 'Subscriber' },
    };
    const { crmId, contactId } = await run(options);
    const account = await storedAccount(sandbox, crmId);
    const contact = await storedContact(sandbox, contactId);
    expect(account.RecordTypeId).toMatch(/^012/);
    expect(contact.RecordTypeId).toMatch(/^012/);
    expect(account.RecordTypeId).not.toBe(contact.RecordTypeId);
  });

  it('is looked up once for many orders', async () => {
    const remembered = new Map<string, unknown>();
    const options = { accountOptions: { recordTypeName: 'Subscriber' } };
    await run(options, { remembered });
    const before = (await sandbox.requests()).length;
    const email = 'tom@example.org';
    const order = { ...NEW_ORDER, customerDetails: { firstName: 'Tom', lastName: 'Moss', email } };
    await run(options, { remembered, order, orderId: 'order-second' });
    // The person, the account and the contact: neither a token nor a record type.
    expect((await sandbox.requests()).length - before).toBe(3);
  });

  it('makes a person account', async () => {
    const options = { createPersonAccount: true, accountOptions: { recordTypeName: 'Person Account' } };
    const { crmId } = await run(options);
    expect(await storedAccount(sandbox, crmId)).toMatchObject({ IsPersonAccount: true });
  });

  it('fails the order before it creates anything when the org lacks it', async () => {
    const failure = await failureOf(run({ accountOptions: { recordTypeName: 'Reader' } }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'record_type_not_found' });
    expect(failure.message).toContain('"Reader" of Account');
    expect(await created()).toEqual([]);
  });
});

describe('custom fields of new records', () => {
  const accountFields = {
    Campaign__c: 'order.tracking.campaign',
    Vip__c: 'order.total.amount > 10',
    Segment__c: 'order.nothing',
  };
  const contactFields = {
    ShopId__c: 'order.external_id',
    Newsletter__c: '$exists(order.customerDetails.marketingPrefs)',
  };

  it('get the results of their expressions, and an empty result leaves a field out', async () => {
    const { crmId, contactId } = await run({ accountFields, contactFields });
    const account = { Campaign__c: '/pages2/Pricing', Vip__c: true, Segment__c: null };
    expect(await storedAccount(sandbox, crmId)).toMatchObject(account);
    const contact = { ShopId__c: 'CRM-2026-000917', Newsletter__c: true };
    expect(await storedContact(sandbox, contactId)).toMatchObject(contact);
  });

  it('are those of contacts too in a person account', async () => {
    const { crmId } = await run({ createPersonAccount: true, accountFields: { ShopId__pc: 'order.external_id' } });
    expect(await storedAccount(sandbox, crmId)).toMatchObject({ ShopId__pc: 'CRM-2026-000917' });
    for (const wrong of [{ contactFields }, { contactOptions: { recordTypeName: 'Subscriber' } }])
      expect(salesforceV3.options.safeParse({ createPersonAccount: true, ...wrong }).success).toBe(false);
  });

  it('never change a customer who was found', async () => {
    const { crmId } = await run({});
    expect(await run({ accountFields }, { orderId: 'order-second' })).toMatchObject({ crmId, matched: true });
    expect(await storedAccount(sandbox, crmId)).toMatchObject({ Campaign__c: null });
  });

  it('fail the order when the org lacks them, and must be custom fields', async () => {
    const failure = await failureOf(run({ accountFields: { Shoe__c: 'order.external_id' } }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'salesforce_refused' });
    expect(failure.message).toContain('INVALID_FIELD');
    expect(salesforceV3.options.safeParse({ accountFields: { Name: 'order.external_id' } }).success).toBe(false);
  });
});

describe('the parent of a new account', () => {
  const partner = async () => {
    const customerDetails = { lastName: 'Moss', email: 'moss@example.org', companyName: 'Moss Kiosks' };
    return String((await run({}, { order: { ...NEW_ORDER, customerDetails }, orderId: 'order-partner' })).crmId);
  };

  it.each([
    ['the order', (id: string) => ({ partnerSalesforceAccountId: id })],
    ['its partner', (id: string) => ({ forPartner: { id: 'partner-1', partnerSalesforceAccountId: id } })],
  ])('is the account that %s names', async (_, fields) => {
    const ParentId = await partner();
    for (const createPersonAccount of [false, true]) {
      const order = { ...NEW_ORDER, ...fields(ParentId) };
      const { crmId } = await run({ createPersonAccount }, { order });
      expect(await storedAccount(sandbox, crmId)).toMatchObject({ ParentId });
    }
  });

  it('is left out without a partner, and must be the id of an account', async () => {
    const { crmId } = await run({}, { order: { ...NEW_ORDER, forPartner: 'partner-1' } });
    expect(await storedAccount(sandbox, crmId)).toMatchObject({ ParentId: null });
    const order = { ...NEW_ORDER, partnerSalesforceAccountId: '003000000000001AAA' };
    const problems = salesforceV3.check?.(order, salesforceV3.options.parse({}));
    expect(problems).toMatchObject([{ path: 'partnerSalesforceAccountId', code: 'order_invalid' }]);
  });
});
