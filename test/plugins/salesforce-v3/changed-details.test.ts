import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, PERSONAL_VALUES, SECRET_VALUES, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { type GivenContext, pluginContext } from '../../helpers/plugin-context.ts';

const sandbox = usePartnerSandbox();
const OBJECTS = '/services/data/v62.0/sobjects';
const given = (extra: GivenContext): GivenContext => ({
  secrets: sandbox.secrets,
  ...extra,
  options: { includeBillingDetails: true, includeDeliveryDetails: true, namedRecords: 'trust', ...extra.options },
});
const run = (extra: GivenContext) => salesforceV3.run(pluginContext(salesforceV3, given(extra)).context);
const customerOf = async (options: JsonObject = {}) => (await run({ order: NEW_ORDER, options })).output;
const updates = async () => (await sandbox.effects()).filter(({ kind }) => String(kind).endsWith('.updated'));

const FORMER = { address1: '1 Mill Lane', city: 'Oakland', state: 'CA', postalCode: '94601', country: 'US' };
const MOVED = { address1: '7 Rue Haute', address2: 'Apt 3', city: 'Bruxelles', postalCode: '1000', country: 'BE' };
const moved = (more: JsonObject): JsonObject => ({
  order_type: 'change_address',
  type: 'billing',
  forSubscription: { name: '9HV3P0LD46NC' },
  address: MOVED,
  ...more,
});
const newDetails = (more: JsonObject): JsonObject => ({
  order_type: 'update_customer_details',
  customerId: 'cus-1',
  customerDetails: { firstName: 'Ada', lastName: 'King', email: 'ada.king@example.org', phone: '+441134960001' },
  ...more,
});

describe('a changed address', () => {
  it.each([
    ['billing', ['Billing']],
    ['delivery', ['Shipping']],
    ['all', ['Billing', 'Shipping']],
  ])('of type %s becomes the %j address of the account, and has no effect when it repeats', async (type, kinds) => {
    const { contactId, crmId } = await customerOf();
    const order = moved({ type, tracking: { accountId: crmId ?? null } });
    const { output } = await run({ order });
    expect(output).toEqual({ crmId, contactId, matched: true, contactMatched: true, updated: ['Account'] });
    const [effect] = await updates();
    const parts = /(Street|City|PostalCode|(State|Country)(Code)?)$/;
    const fields = ((effect?.fields ?? []) as string[]).map((field) => field.replace(parts, ''));
    expect(new Set(fields)).toEqual(new Set(kinds));
    expect(await run({ order, attempt: 2 })).toEqual({ output });
    expect(await updates()).toHaveLength(1);
  });

  it('updates no account when contacts of two accounts share the e-mail address', async () => {
    const email = 'office@example.org';
    for (const [firstName, companyName] of [
      ['Ann', 'Bakery'],
      ['Bob', 'Bakery'],
      ['Cy', 'Choir'],
    ] as const) {
      const customerDetails = { firstName, lastName: 'Li', email: `${firstName}@example.org`, companyName };
      const { contactId, crmId } = (await run({ order: { ...NEW_ORDER, customerDetails } })).output;
      const tracking = { accountId: crmId ?? null, contactId: contactId ?? null };
      await run({ order: newDetails({ customerDetails: { email }, tracking }) });
    }
    expect(await sandbox.effects('account.created')).toHaveLength(2);
    const before = await updates();
    expect(before).toHaveLength(3);
    const shared = moved({ userDetails: { email } });
    expect(await failureOf(run({ order: shared }))).toMatchObject({ code: 'account_not_found' });
    expect(await updates()).toEqual(before);
  });

  it('leaves no part of the old address', async () => {
    const { crmId } = await customerOf();
    const tracking = { accountId: crmId ?? null };
    await run({ order: moved({ address: FORMER, tracking }) });
    await run({ order: moved({ tracking }), orderId: 'order-second' });
    const [, effect] = await updates();
    expect(effect?.fields).toContain('BillingState');
  });

  it('does not write what the options keep out of Salesforce, but still passes the ids on', async () => {
    const { contactId, crmId } = await customerOf();
    const options = { includeBillingDetails: false, includeDeliveryDetails: false };
    const { output } = await run({ order: moved({ type: 'all', tracking: { accountId: crmId ?? null } }), options });
    expect(output).toEqual({ crmId, contactId, matched: true, contactMatched: true });
    expect(await updates()).toEqual([]);
  });

  it('fails when Salesforce rejects it, and is retried when Salesforce is busy', async () => {
    const { crmId } = await customerOf();
    const order = moved({ tracking: { accountId: crmId ?? null } });
    await sandbox.fault({ partner: 'salesforce', path: `${OBJECTS}/Account`, fault: 'decline', times: 1 });
    expect(await failureOf(run({ order }))).toMatchObject({ name: 'PluginFailed', code: 'salesforce_refused' });
    await sandbox.fault({ partner: 'salesforce', path: `${OBJECTS}/Account`, fault: '503', times: 1 });
    expect(await failureOf(run({ order }))).toMatchObject({ name: 'PluginTransient' });
    await sandbox.fault({ partner: 'salesforce', path: `${OBJECTS}/Account`, fault: '500', times: 1 });
    expect(await failureOf(run({ order }))).toMatchObject({ name: 'PluginOutcomeUnknown' });
    expect(await updates()).toEqual([]);
    const gone = moved({ tracking: { accountId: '001000000000000AAA', contactId: '003000000000000AAA' } });
    expect(await failureOf(run({ order: gone }))).toMatchObject({ name: 'PluginFailed', code: 'salesforce_refused' });
  });

  it('keeps personal data and secrets out of outputs, messages and logs', async () => {
    const { crmId } = await customerOf();
    const order = moved({ address: { ...MOVED, address1: 'Mill Lane' }, tracking: { accountId: crmId ?? null } });
    const accepted = pluginContext(salesforceV3, given({ order }));
    const result = await salesforceV3.run(accepted.context);
    const text = JSON.stringify([result, accepted.logs]);
    for (const value of [...PERSONAL_VALUES, ...SECRET_VALUES, 'Rue Haute']) expect(text).not.toContain(value);
  });
});

describe('changed customer details', () => {
  it('update the contact of a business account, found by the e-mail address of the logged-in user', async () => {
    const { contactId, crmId } = await customerOf();
    const order = newDetails({ userDetails: { email: 'ADA.BYRNE@example.org' } });
    const { output } = await run({ order });
    expect(output).toEqual({
      crmId,
      contactId,
      matched: true,
      contactMatched: true,
      byLogin: true,
      updated: ['Contact'],
    });
    expect(await updates()).toMatchObject([{ kind: 'contact.updated', id: contactId, fields: expect.any(Array) }]);
  });

  it.each([
    ['contact', {}],
    ['account', { createPersonAccount: true }],
  ])('of an e-mail address are recognised when the reply was lost, in the %s', async (kind, options) => {
    const { contactId, crmId } = await customerOf(options);
    const order = newDetails({ userDetails: { email: 'ada.byrne@example.org' } });
    const path = `${OBJECTS}/${kind === 'contact' ? 'Contact' : 'Account'}`;
    await sandbox.fault({ partner: 'salesforce', path, fault: 'drop-after-effect', times: 1 });
    expect(await failureOf(run({ order, options }))).toMatchObject({ name: 'CalloutNoReply' });
    for (const attempt of [2, 3]) {
      const { output } = await run({ order, options, attempt });
      const updated = [kind === 'contact' ? 'Contact' : 'Account'];
      expect(output).toEqual({ crmId, contactId, matched: true, contactMatched: true, updated });
    }
    expect(await updates()).toMatchObject([{ kind: `${kind}.updated` }]);
  });

  it('are never written to a customer who is found by the new e-mail address', async () => {
    const details = { firstName: 'Bo', lastName: 'Li', email: 'ada.king@example.org' };
    await run({ order: { ...NEW_ORDER, customerDetails: details } });
    const order = newDetails({ userDetails: { email: 'nobody@example.org' } });
    const same = newDetails({ userDetails: { email: 'nobody@example.org' }, customerDetails: details });
    for (const [attempt, sent] of [
      [1, order],
      [2, order],
      [1, same],
    ] as const)
      expect(await failureOf(run({ order: sent, attempt }))).toMatchObject({ code: 'account_not_found' });
    expect(await updates()).toEqual([]);
  });

  it('have an unknown outcome when Salesforce is busy with the contact after it updated the account', async () => {
    const { crmId } = await customerOf();
    const details = { company: 'Byrne Ltd', phone: '+441134960001' };
    const order = newDetails({ customerDetails: details, tracking: { accountId: crmId ?? null } });
    await sandbox.fault({ partner: 'salesforce', path: `${OBJECTS}/Contact`, fault: '503', times: 1 });
    expect(await failureOf(run({ order }))).toMatchObject({ name: 'PluginOutcomeUnknown' });
    const { output } = await run({ order, attempt: 2 });
    expect(output.updated).toEqual(['Account', 'Contact']);
    expect(await updates()).toMatchObject([{ kind: 'account.updated' }, { kind: 'contact.updated' }]);
  });

  it('update a person account itself', async () => {
    const { contactId, crmId } = await customerOf({ createPersonAccount: true });
    const order = newDetails({ tracking: { accountId: crmId ?? null } });
    const { output } = await run({ order, options: { createPersonAccount: true } });
    expect(output).toMatchObject({ crmId, contactId, updated: ['Account'] });
    expect(await updates()).toMatchObject([{ kind: 'account.updated', key: 'ada.king@example.org' }]);
  });

  it('update the company and the addresses of the account', async () => {
    const { crmId } = await customerOf();
    const customerDetails = { companyName: 'King Ltd' };
    const addresses = { billingDetails: MOVED, deliveryDetails: MOVED };
    const { output } = await run({
      order: newDetails({ customerDetails, ...addresses, tracking: { accountId: crmId ?? null } }),
    });
    expect(output.updated).toEqual(['Account']);
    const fields = (await updates()).flatMap((effect) => effect.fields as string[]);
    expect(fields).toEqual(expect.arrayContaining(['Name', 'BillingCity', 'ShippingCity']));
  });

  it('never identify the record by the details that they change', async () => {
    await customerOf();
    const order = newDetails({ customerDetails: { email: 'ada.byrne@example.org', lastName: 'Mallory' } });
    expect(await failureOf(run({ order }))).toMatchObject({ name: 'PluginFailed', code: 'customer_not_identified' });
    expect(salesforceV3.check?.(order, salesforceV3.options.parse({}))).toMatchObject([{ path: 'userDetails.email' }]);
    expect(await updates()).toEqual([]);
  });

  it('fail without writing anything when Salesforce has no such customer or no contact to update', async () => {
    const stranger = newDetails({ userDetails: { email: 'nobody@example.org' } });
    expect(await failureOf(run({ order: stranger }))).toMatchObject({ code: 'account_not_found' });
    const { crmId } = await customerOf();
    const order = newDetails({ tracking: { accountId: crmId ?? null }, userDetails: { email: 'nobody@example.org' } });
    expect(await failureOf(run({ order: { ...order, billingDetails: MOVED } }))).toMatchObject({
      code: 'contact_not_found',
    });
    expect(await updates()).toEqual([]);
  });

  it('are rejected when they are not text', async () => {
    const order = newDetails({ customerDetails: { lastName: 7 }, userDetails: { email: 'ada.byrne@example.org' } });
    expect(salesforceV3.check?.(order, salesforceV3.options.parse({}))).toMatchObject([
      { path: 'customerDetails.lastName', code: 'order_invalid' },
    ]);
  });
});

describe('a changed payment', () => {
  const paid = (more: JsonObject): JsonObject => ({ order_type: 'change_payment', customerId: 'cus-1', ...more });

  it('updates only the billing address', async () => {
    const { crmId } = await customerOf();
    const tracking = { accountId: crmId ?? null };
    expect((await run({ order: paid({ tracking, billingDetails: MOVED }) })).output.updated).toEqual(['Account']);
    expect(await updates()).toHaveLength(1);
    expect((await run({ order: paid({ tracking }) })).output).not.toHaveProperty('updated');
    const payer = { firstName: 'Ada', lastName: 'Byrne', country: 'GB' };
    expect((await run({ order: paid({ tracking, billingDetails: payer }) })).output).not.toHaveProperty('updated');
    expect(await updates()).toHaveLength(1);
  });
});
