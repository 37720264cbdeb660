import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, PERSONAL_VALUES, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { type GivenContext, pluginContext } from '../../helpers/plugin-context.ts';
import { probed } from '../recover.ts';
import { changeSalesforce } from '../salesforce-org.ts';

const sandbox = usePartnerSandbox();
const OBJECTS = '/services/data/v62.0/sobjects';
const BY_ID = { externalIdField: 'OrderKey__c' };
const PERSON = { createPersonAccount: true };
const recorded = (extra: GivenContext = {}) => {
  const options = { includeBillingDetails: true, namedRecords: 'trust', ...extra.options };
  return pluginContext(salesforceV3, { order: NEW_ORDER, secrets: sandbox.secrets, ...extra, options });
};
const run = async (extra: GivenContext = {}) => (await salesforceV3.run(recorded(extra).context)).output;
const created = async () => (await sandbox.effects()).filter(({ kind }) => String(kind).endsWith('.created'));
const orderOf = (details: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...NEW_ORDER,
  customerDetails: { ...(NEW_ORDER.customerDetails as JsonObject), ...details },
  ...more,
});

/** Other people who look like Ada Byrne of 1 Mill Lane. */
const RELATIVES: readonly (readonly [string, JsonObject])[] = [
  ['the same name and address, but another e-mail address', { email: 'junior@example.org', phone: '+441134960001' }],
  ['the same name, address and phone, but another e-mail address', { email: 'junior@example.org' }],
  ['the same e-mail address, but another first name', { firstName: 'Tom' }],
  ['the same e-mail address, but no first name', { firstName: '' }],
  ['the same e-mail address, but another last name', { lastName: 'Moss' }],
];

describe.each([
  ['a business account', {}],
  ['a person account', PERSON],
  ['an external id', BY_ID],
  ['a person account with an external id', { ...PERSON, ...BY_ID }],
])('a person who is similar to a customer, with %s', (_name, options) => {
  it.each(RELATIVES)('with %s gets records of their own, once', async (_relation, details) => {
    const ada = await run({ options, orderId: 'order-first' });
    const before = await created();
    const order = orderOf(details);
    const output = await run({ options, order });
    expect(output).toMatchObject({ matched: false, contactMatched: false });
    expect(output.crmId).not.toBe(ada.crmId);
    expect(output.contactId).not.toBe(ada.contactId);
    const after = await created();
    expect(after).toHaveLength(before.length * 2);
    const again = await run({ options, order, attempt: 2 });
    expect([again.crmId, again.contactId]).toEqual([output.crmId, output.contactId]);
    const next = await run({ options, order, orderId: 'order-third' });
    expect(next).toMatchObject({ crmId: output.crmId, contactId: output.contactId, matched: true });
    expect(await created()).toEqual(after);
    expect(await run({ options, orderId: 'order-fourth' })).toMatchObject({ crmId: ada.crmId, matched: true });
  });

  it.each(RELATIVES)('with %s has one effect when the reply was lost', async (_relation, details) => {
    await run({ options, orderId: 'order-first' });
    const before = await created();
    const order = orderOf(details);
    await sandbox.fault({ partner: 'salesforce', path: `${OBJECTS}/`, fault: 'drop-after-effect', times: 2 });
    await failureOf(run({ options, order }));
    await failureOf(run({ options, order, attempt: 2 }));
    expect(await run({ options, order, attempt: 3 })).toHaveProperty('crmId');
    expect(await created()).toHaveLength(before.length * 2);
  });
});

describe('records that are only similar', () => {
  it('fail the order without personal data in the message, if the options say so', async () => {
    const { crmId } = await run({ orderId: 'order-first' });
    const before = await sandbox.effects();
    const options = { whenSimilar: 'fail' };
    const failure = await failureOf(run({ options, order: orderOf({ email: 'junior@example.org' }) }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'similar_customer' });
    expect(failure.message).toContain(String(crmId));
    for (const value of PERSONAL_VALUES) expect(failure.message).not.toContain(value);
    expect(await sandbox.effects()).toEqual(before);
  });

  it('are reported in a warning without personal data', async () => {
    const { crmId } = await run({ orderId: 'order-first' });
    const { context, logs } = recorded({ order: orderOf({ email: 'junior@example.org' }) });
    await salesforceV3.run(context);
    expect(logs.filter(({ level }) => level === 'warn').map(({ data }) => data?.similar)).toContainEqual([crmId]);
    for (const value of PERSONAL_VALUES) expect(JSON.stringify(logs)).not.toContain(value);
  });

  it('fail the order when a rule blocks a separate record', async () => {
    await run({ orderId: 'order-first' });
    await changeSalesforce(sandbox, { duplicateRules: 'block' });
    const order = orderOf({ email: 'junior@example.org' });
    expect(await failureOf(run({ order }))).toMatchObject({ name: 'PluginFailed', code: 'duplicate_blocked' });
    expect(await run({ orderId: 'order-second' })).toMatchObject({ matched: true });
  });

  it.each([{}, PERSON])('do not matter to an org whose duplicate rules are off, with %j', async (options) => {
    await changeSalesforce(sandbox, { duplicateRules: 'off' });
    const path = `${OBJECTS}/`;
    await sandbox.fault({ partner: 'salesforce', path, fault: 'drop-after-effect', times: 1 });
    await failureOf(run({ options }));
    const output = await run({ options, attempt: 2 });
    expect(await run({ options, orderId: 'order-second' })).toMatchObject({ crmId: output.crmId, matched: true });
    expect((await created()).filter(({ kind }) => kind === 'account.created')).toHaveLength(1);
  });
});

describe('a company', () => {
  const company = { companyName: 'Byrne Ltd' };

  it('has one account for its people, each with their own contact', async () => {
    const ada = await run({ order: orderOf(company), orderId: 'order-first' });
    const tom = await run({ order: orderOf({ ...company, firstName: 'Tom', email: 'tom@example.org' }) });
    expect(tom).toMatchObject({ crmId: ada.crmId, matched: true, contactMatched: false });
    expect(tom.contactId).not.toBe(ada.contactId);
    const again = await run({ order: orderOf(company), orderId: 'order-third' });
    expect(again).toEqual({ ...ada, matched: true, contactMatched: true });
    expect(await created()).toHaveLength(3);
  });

  it('has an account of its own although the person is a customer too, and never mixes the two', async () => {
    const ada = await run({ orderId: 'order-first' });
    const output = await run({ order: orderOf(company) });
    expect(output).toMatchObject({ matched: false, contactMatched: false });
    expect(output.contactId).not.toBe(ada.contactId);
    const again = await run({ order: orderOf(company), attempt: 2 });
    expect(again).toMatchObject({ crmId: output.crmId, contactId: output.contactId });
    expect(await created()).toHaveLength(4);
  });

  it('of another name at the same address is another customer', async () => {
    const first = await run({ order: orderOf(company), orderId: 'order-first' });
    const other = orderOf({ companyName: 'Moss Ltd', email: 'moss@example.org', phone: '' });
    expect((await run({ order: other })).crmId).not.toBe(first.crmId);
  });
});

describe('a person with several accounts', () => {
  const several = async () => {
    const first = await run({ orderId: 'order-first' });
    const second = await run({ order: orderOf({ email: 'second@example.org' }), orderId: 'order-second' });
    const tracking = { accountId: second.crmId ?? null, contactId: second.contactId ?? null };
    const customerDetails = { email: 'ada.byrne@example.org' };
    await run({ order: { order_type: 'update_customer_details', tracking, customerDetails } });
    return [first.crmId, second.crmId];
  };

  it('is not guessed: the order fails and names the accounts, and a resume with one of them succeeds', async () => {
    const accounts = await several();
    const before = await sandbox.effects();
    const failure = await failureOf(run());
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'several_customers' });
    expect(failure.message).toContain(accounts.join(', '));
    expect(await probed(salesforceV3, recorded().context)).toEqual({ applied: 'unknown' });
    const tracking = { accountId: accounts[1] ?? null };
    const resumed = await run({ order: { ...NEW_ORDER, tracking }, attempt: 2 });
    expect(resumed).toMatchObject({ crmId: accounts[1], matched: true, contactMatched: true });
    expect(await sandbox.effects()).toEqual(before);
  });

  it('gets separate records if the options say so, once', async () => {
    const accounts = await several();
    const options = { ...BY_ID, whenSeveral: 'create' };
    const output = await run({ options });
    expect(accounts).not.toContain(output.crmId);
    expect(await run({ options, attempt: 2 })).toEqual(output);
    expect(await created()).toHaveLength(6);
    const unsafe = salesforceV3.options.safeParse({ whenSeveral: 'create' });
    expect(unsafe.error?.issues).toMatchObject([{ path: ['whenSeveral'] }]);
  });
});

describe('a lookup', () => {
  it('finds nobody by an e-mail address that belongs to another name', async () => {
    const ada = await run({ orderId: 'order-first' });
    const renew = (details: JsonObject) => run({ order: { order_type: 'renew', customerDetails: details } });
    const email = 'ada.byrne@example.org';
    expect(await renew({ email, firstName: 'Ada', lastName: 'BYRNE' })).toMatchObject({ crmId: ada.crmId });
    expect(await renew({ email })).toMatchObject({ crmId: ada.crmId });
    expect(await renew({ email, firstName: 'Tom', lastName: 'Byrne' })).toEqual({
      matched: false,
      contactMatched: false,
    });
    const external = orderOf({ firstName: 'Tom' }, { order_type: 'external' });
    expect((await run({ order: external })).crmId).not.toBe(ada.crmId);
  });
});
