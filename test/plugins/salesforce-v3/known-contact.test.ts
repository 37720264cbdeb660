import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { type GivenContext, pluginContext } from '../../helpers/plugin-context.ts';
import { probed, undone } from '../recover.ts';

const sandbox = usePartnerSandbox();
const BY_ID = { externalIdField: 'OrderKey__c' };
const PERSON = { createPersonAccount: true };
const NEW_ADDRESS = { address1: '5 High Street', city: 'York', postalCode: 'YO1 7HH', country: 'GB' };
const MOVED: JsonObject = {
  ...NEW_ORDER,
  billingDetails: { ...(NEW_ORDER.billingDetails as JsonObject), ...NEW_ADDRESS },
};
const contextOf = (extra: GivenContext = {}) => {
  const options = { includeBillingDetails: true, namedRecords: 'trust', ...extra.options };
  return pluginContext(salesforceV3, { order: MOVED, secrets: sandbox.secrets, ...extra, options }).context;
};
const run = async (extra: GivenContext = {}) => (await salesforceV3.run(contextOf(extra))).output;
const known = (extra: GivenContext = {}) => run({ order: NEW_ORDER, orderId: 'order-first', ...extra });
const created = async () => (await sandbox.effects()).filter(({ kind }) => String(kind).endsWith('.created'));

describe('a new order from a known person', () => {
  it.each([{}, BY_ID, PERSON, { ...PERSON, ...BY_ID }])(
    'who moved belongs to their account, and creates no other, with %j',
    async (options) => {
      const first = await known({ options });
      const before = await sandbox.effects();
      const output = await run({ options });
      expect(output).toEqual({ ...first, matched: true, contactMatched: true });
      expect(await run({ options, attempt: 2 })).toEqual(output);
      expect(await sandbox.effects()).toEqual(before);
    },
  );

  it.each([{}, PERSON])(
    'whose address was changed in between belongs to the same account with the old address, with %j',
    async (options) => {
      const first = await known({ options });
      const tracking = { accountId: first.crmId ?? null };
      const change: JsonObject = { order_type: 'change_address', type: 'billing', address: NEW_ADDRESS, tracking };
      expect((await run({ order: change, options, orderId: 'order-second' })).updated).toEqual(['Account']);
      for (const attempt of [1, 2]) {
        const output = await run({ order: NEW_ORDER, options, orderId: 'order-third', attempt });
        expect(output).toEqual({ ...first, matched: true, contactMatched: true });
      }
      expect(await created()).toHaveLength(options === PERSON ? 1 : 2);
    },
  );

  it('belongs to the customer that the probe finds', async () => {
    await known();
    const output = await run();
    expect(await probed(salesforceV3, contextOf())).toEqual({ applied: true, output });
  });

  it('is retried when the person could not be looked up', async () => {
    const { crmId } = await known();
    await sandbox.fault({ partner: 'salesforce', path: '/services/data/v62.0/query', fault: '500', times: 1 });
    expect(await failureOf(run())).toMatchObject({ name: 'PluginTransient' });
    expect(await run({ attempt: 2 })).toMatchObject({ crmId, matched: true });
  });

  it.each([{}, BY_ID])('keeps existing records when it is undone, with %j', async (options) => {
    await known();
    const before = await sandbox.effects();
    const output = await run({ options });
    for (const _time of [1, 2])
      await undone(salesforceV3, contextOf({ options: { deleteOnUndo: true, ...options } }), output);
    expect(await sandbox.effects()).toEqual(before);
  });

  it('uses the oldest of several contacts of one account', async () => {
    const { crmId, contactId } = await known();
    const customerDetails = { ...(NEW_ORDER.customerDetails as JsonObject), email: 'second@example.org' };
    const tracking = { accountId: crmId ?? null };
    const second = await run({ order: { ...NEW_ORDER, customerDetails, tracking } });
    expect(second).toMatchObject({ crmId, contactMatched: false });
    const email = { customerDetails: { email: 'ada.byrne@example.org' } };
    const change = {
      order_type: 'update_customer_details',
      tracking: { ...tracking, contactId: second.contactId ?? null },
    };
    await run({ order: { ...change, ...email } });
    expect(await run()).toMatchObject({ crmId, contactId, contactMatched: true });
  });
});

describe('a new order that names its account or contact', () => {
  it('creates the contact in the account, once', async () => {
    const { crmId } = await known();
    const customerDetails = { firstName: 'Tom', lastName: 'Byrne', email: 'tom@example.org' };
    const order = { ...MOVED, customerDetails, tracking: { accountId: crmId ?? null } };
    const output = await run({ order });
    expect(output).toMatchObject({ crmId, matched: true, contactMatched: false });
    expect(await run({ order, attempt: 2 })).toMatchObject({ contactId: output.contactId, contactMatched: true });
    expect(await created()).toHaveLength(3);
  });

  it('uses the account of the contact', async () => {
    const { contactId, crmId } = await known();
    const order = { ...MOVED, customerDetails: { lastName: 'Moss' }, tracking: { contactId: contactId ?? null } };
    expect(await run({ order })).toEqual({ crmId, contactId, matched: true, contactMatched: true });
  });

  it('fails when the contact has no account', async () => {
    const tracking = { contactId: '003Hs00000000AcIAI' };
    expect(await failureOf(run({ order: { ...MOVED, tracking } }))).toMatchObject({ code: 'contact_not_found' });
    expect(await created()).toEqual([]);
  });
});
