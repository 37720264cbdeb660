import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, PERSONAL_VALUES, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { type GivenContext, pluginContext } from '../../helpers/plugin-context.ts';
import { probed } from '../recover.ts';

const sandbox = usePartnerSandbox();
const BY_ID = { externalIdField: 'OrderKey__c' };
const PERSON = { createPersonAccount: true };
const contextOf = (extra: GivenContext = {}) => {
  const options = { includeBillingDetails: true, namedRecords: 'trust', ...extra.options };
  return pluginContext(salesforceV3, { order: NEW_ORDER, secrets: sandbox.secrets, ...extra, options }).context;
};
const run = (extra: GivenContext = {}) => salesforceV3.run(contextOf(extra));
const probe = (extra: GivenContext = {}) => probed(salesforceV3, contextOf(extra));

describe('the probe of a new order', () => {
  it.each([BY_ID, { ...BY_ID, ...PERSON }])(
    'finds the records of this order by their external id: %o',
    async (options) => {
      expect(await probe({ options })).toEqual({ applied: false });
      const { output } = await run({ options });
      expect(await probe({ options })).toEqual({ applied: true, output });
      expect(await probe({ options, orderId: 'order-other' })).toEqual({ applied: false });
    },
  );

  it('reports not applied for an account without its contact', async () => {
    await sandbox.fault({
      partner: 'salesforce',
      path: '/services/data/v62.0/sobjects/Contact',
      fault: 'decline',
      times: 1,
    });
    await failureOf(run({ options: BY_ID }));
    expect(await sandbox.effects()).toHaveLength(1);
    expect(await probe({ options: BY_ID })).toEqual({ applied: false });
  });

  it('distinguishes an existing account from one that the order created', async () => {
    const first = await run({ orderId: 'order-first' });
    const customerDetails = {
      ...(NEW_ORDER.customerDetails as JsonObject),
      email: 'new@example.org',
      lastName: 'Moss',
    };
    const order = { ...NEW_ORDER, customerDetails };
    const { output } = await run({ options: BY_ID, order });
    expect(await probe({ options: BY_ID, order })).toEqual({ applied: true, output });
    expect(output.crmId === first.output.crmId).toBe(output.matched);
  });

  it.each([{}, PERSON])('without an external id finds the customer by name and e-mail address: %o', async (options) => {
    expect(await probe({ options })).toEqual({ applied: false });
    const { output } = await run({ options });
    expect(await probe({ options })).toEqual({
      applied: true,
      output: { ...output, matched: true, contactMatched: true },
    });
    const customerDetails = { ...(NEW_ORDER.customerDetails as JsonObject), lastName: 'Moss' };
    expect(await probe({ options, order: { ...NEW_ORDER, customerDetails } })).toEqual({ applied: false });
  });

  it('is inconclusive for a customer without an e-mail address', async () => {
    const order = { ...NEW_ORDER, customerDetails: { lastName: 'Byrne' }, billingDetails: null };
    expect(await probe({ order })).toEqual({ applied: 'unknown' });
    expect(await probe({ order, options: BY_ID })).toEqual({ applied: false });
  });

  it('reports not applied when the order contains the ids', async () => {
    const order = { ...NEW_ORDER, tracking: { accountId: '001Hs00000000AbIAI', contactId: '003Hs00000000AbIAI' } };
    expect(await probe({ order })).toEqual({ applied: false });
    expect(await probe({ order: { ...NEW_ORDER, customerDetails: null, billingDetails: null } })).toEqual({
      applied: false,
    });
  });

  it('contains no personal data', async () => {
    await run();
    const text = JSON.stringify(await probe());
    for (const value of PERSONAL_VALUES) expect(text).not.toContain(value);
  });

  it.each(['500', '429', 'malformed'])('is retried after %s', async (fault) => {
    await sandbox.fault({ partner: 'salesforce', path: '/services/data', fault, times: 1 });
    expect(await failureOf(probe())).toMatchObject({ name: 'PluginTransient' });
  });
});

describe('the probe of an order for an existing customer', () => {
  it.each(['external', 'activation'])('of type %s finds the existing or the created customer', async (order_type) => {
    const order = { ...NEW_ORDER, order_type };
    expect(await probe({ order })).toEqual({ applied: false });
    const { output } = await run({ order });
    expect(await probe({ order })).toMatchObject({ applied: true, output: { crmId: output.crmId } });
  });

  it.each(['renew', 'cancel_subscription', 'credit'])('of type %s reports not applied', async (order_type) => {
    expect(await probe({ order: { ...NEW_ORDER, order_type } })).toEqual({ applied: false });
    expect(await sandbox.requests()).toEqual([]);
  });
});

describe('the probe of changed details', () => {
  const change: JsonObject = {
    order_type: 'update_customer_details',
    userDetails: { email: 'ada.byrne@example.org' },
    customerDetails: { lastName: 'Moss', email: 'Ada.Moss@example.org', companyName: 'Moss Ltd' },
  };

  it('reports whether the records have the new values', async () => {
    const { output } = await run();
    const order = { ...change, tracking: { accountId: output.crmId ?? null, contactId: output.contactId ?? null } };
    expect(await probe({ order })).toEqual({ applied: false });
    const changed = await run({ order });
    expect(await probe({ order })).toEqual({ applied: true, output: changed.output });
  });

  it.each([
    ['a contact', {}],
    ['a person account', PERSON],
  ])('compares names exactly, but ignores the case of e-mail addresses, for %s', async (_name, options) => {
    const customerDetails = { firstName: 'Ada', lastName: 'mcdonald', email: 'ada.byrne@example.org' };
    const { output } = await run({ options, order: { ...NEW_ORDER, customerDetails } });
    const tracking = { accountId: output.crmId ?? null, contactId: output.contactId ?? null };
    const correction = (details: JsonObject) => ({
      options,
      order: { order_type: 'update_customer_details', tracking, customerDetails: details },
    });
    const corrected = correction({ lastName: 'McDonald', email: 'Ada.Byrne@Example.org' });
    expect(await probe(corrected)).toEqual({ applied: false });
    expect(await probe(correction({ lastName: 'mcdonald', email: 'Ada.Byrne@Example.org' }))).toMatchObject({
      applied: true,
    });
    const changed = await run(corrected);
    expect(await probe(corrected)).toEqual({ applied: true, output: changed.output });
  });

  it('reports not applied if only half of the values are new', async () => {
    const { output } = await run();
    const order = { ...change, tracking: { accountId: output.crmId ?? null, contactId: output.contactId ?? null } };
    const path = '/services/data/v62.0/sobjects/Contact';
    await sandbox.fault({ partner: 'salesforce', path, fault: 'decline', times: 1 });
    await failureOf(run({ order }));
    expect(await probe({ order })).toEqual({ applied: false });
  });

  it.each([
    ['a contact', {}],
    ['a person account', PERSON],
  ])('finds %s by the new e-mail address when the old one matches nothing', async (_name, options) => {
    await run({ options });
    const { companyName: _company, ...customerDetails } = change.customerDetails as JsonObject;
    const order = { ...change, customerDetails };
    expect(await probe({ options, order })).toEqual({ applied: false });
    const { byLogin, ...changed } = (await run({ options, order })).output;
    expect(byLogin).toBe(true);
    expect(await probe({ options, order })).toEqual({ applied: true, output: changed });
  });

  it('finds the contact of an account that the order names by the new address', async () => {
    const { output } = await run();
    const order = { ...change, tracking: { accountId: output.crmId ?? null } };
    expect(await probe({ order })).toEqual({ applied: false });
    const changed = await run({ order });
    expect(await probe({ order })).toEqual({ applied: true, output: changed.output });
  });

  it('is inconclusive when no one has the new address, or someone with other details has it', async () => {
    expect(await probe({ order: change })).toEqual({ applied: 'unknown' });
    const customerDetails = { firstName: 'Ada', lastName: 'Moore', email: 'ada.moss@example.org' };
    await run({ order: { ...NEW_ORDER, customerDetails } });
    expect(await probe({ order: change })).toEqual({ applied: 'unknown' });
  });

  it('reports not applied for a missing customer, and for an order that changes nothing', async () => {
    for (const customerDetails of [{ lastName: 'Moss' }, { lastName: 'Moss', email: 'Ada.Byrne@example.org' }])
      expect(await probe({ order: { ...change, customerDetails } })).toEqual({ applied: false });
    const tracking = { contactId: '003000000000000AAA' };
    expect(await probe({ order: { ...change, tracking } })).toEqual({ applied: false });
    expect(await probe({ order: { order_type: 'change_payment', userDetails: { email: 'x@example.org' } } })).toEqual({
      applied: false,
    });
  });
});
