import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { type GivenContext, pluginContext, TEST_ORDER_ID } from '../../helpers/plugin-context.ts';

const sandbox = usePartnerSandbox();
const BY_ID = { externalIdField: 'OrderKey__c' };
const PERSON = { createPersonAccount: true };
const contextOf = (extra: GivenContext) =>
  pluginContext(salesforceV3, {
    secrets: sandbox.secrets,
    ...extra,
    options: { includeBillingDetails: true, ...extra.options },
  });
const run = async (extra: GivenContext) => (await salesforceV3.run(contextOf(extra).context)).output;
const updates = async () => (await sandbox.effects()).filter(({ kind }) => String(kind).endsWith('.updated'));

const VICTIM = 'ada.byrne@example.org';
const ATTACKER = 'mallory@example.org';
const idsOf = ({ contactId, crmId }: JsonObject): JsonObject => ({
  accountId: crmId ?? null,
  contactId: contactId ?? null,
});
const update = (more: JsonObject): JsonObject => ({
  order_type: 'update_customer_details',
  owner: 'mallory',
  customerDetails: { phone: '+441134960009' },
  ...more,
});

describe.each([
  ['a contact', BY_ID],
  ['a person account', { ...PERSON, ...BY_ID }],
])('an update that names the ids of %s', (_name, options) => {
  const victim = () => run({ order: NEW_ORDER, options });

  it('changes nothing for a logged-in user with another e-mail address, whichever id it names', async () => {
    const ids = idsOf(await victim());
    for (const named of [
      { tracking: ids },
      { tracking: { accountId: ids.accountId ?? null } },
      { tracking: { contactId: ids.contactId ?? null } },
      { subscriptionRef: `${TEST_ORDER_ID}/item-1` },
      { tracking: ids, subscriptionRef: `${TEST_ORDER_ID}/item-1` },
    ]) {
      const order = update({ ...named, userDetails: { email: ATTACKER } });
      for (const attempt of [1, 2])
        expect(await failureOf(run({ order, options, attempt, orderId: 'order-second' }))).toMatchObject({
          code: 'account_not_found',
        });
    }
    expect(await updates()).toEqual([]);
  });

  it('changes nothing without a logged-in user, and the preview says so', async () => {
    const order = update({ tracking: idsOf(await victim()), billingDetails: { email: VICTIM } });
    expect(await failureOf(run({ order, options }))).toMatchObject({ code: 'customer_not_identified' });
    expect(salesforceV3.check?.(order, salesforceV3.options.parse(options))).toMatchObject([
      { path: 'userDetails.email' },
    ]);
    expect(await updates()).toEqual([]);
  });

  it('changes the records that have the e-mail address of the logged-in user, and repeats', async () => {
    const created = await victim();
    const order = update({ tracking: idsOf(created), userDetails: { email: VICTIM.toUpperCase() } });
    const output = await run({ order, options, orderId: 'order-second' });
    expect(output).toMatchObject({ crmId: created.crmId, contactId: created.contactId, byLogin: true });
    expect(await run({ order, options, attempt: 2, orderId: 'order-second' })).toEqual(output);
    expect(await updates()).toHaveLength(1);
  });

  it('recognises a repeat after it changed the e-mail address itself', async () => {
    const order = update({
      tracking: idsOf(await victim()),
      userDetails: { email: VICTIM },
      customerDetails: { email: 'ada.king@example.org' },
    });
    const { byLogin: _, ...output } = await run({ order, options });
    expect(await run({ order, options, attempt: 2 })).toEqual(output);
    expect(await updates()).toHaveLength(1);
  });
});

describe('an order that names ids and changes nothing', () => {
  const cancel = (more: JsonObject): JsonObject => ({
    order_type: 'cancel_subscription',
    subscriptionRef: '9HV3P0LD46NC',
    ...more,
  });

  it('passes them on only with the e-mail address of the customer, and otherwise warns', async () => {
    const created = await run({ order: NEW_ORDER });
    const tracking = idsOf(created);
    const own = await run({ order: cancel({ tracking, userDetails: { email: VICTIM } }) });
    expect(own).toMatchObject({ crmId: created.crmId, contactId: created.contactId, byLogin: true });
    for (const who of [{}, { userDetails: { email: ATTACKER } }]) {
      const { context, logs } = contextOf({ order: cancel({ tracking, ...who }) });
      expect((await salesforceV3.run(context)).output).toEqual({ matched: false, contactMatched: false });
      expect(logs.map(({ level }) => level)).toContain('warn');
    }
  });

  it('does not claim that a login confirms the order that started the subscription', async () => {
    await run({ order: NEW_ORDER, options: BY_ID });
    const target = { subscriptionRef: `${TEST_ORDER_ID}/item-1` };
    const looked = async (more: JsonObject) =>
      run({ order: cancel({ ...target, ...more }), options: BY_ID, orderId: 'order-second' });
    expect(await looked({ userDetails: { email: VICTIM } })).toMatchObject({ byLogin: true });
    expect(await looked({ userDetails: { email: ATTACKER } })).not.toHaveProperty('byLogin');
    expect(await looked({ customerDetails: { email: VICTIM } })).not.toHaveProperty('byLogin');
  });
});

describe('a new order that names ids', () => {
  it("gets records of its own instead of another customer's", async () => {
    const created = await run({ order: NEW_ORDER });
    const customerDetails = { firstName: 'Mallory', lastName: 'Moss', email: ATTACKER };
    const order = { ...NEW_ORDER, customerDetails, billingDetails: null, tracking: idsOf(created) };
    const output = await run({ order, orderId: 'order-second' });
    expect(output).toMatchObject({ matched: false, contactMatched: false });
    expect(output.crmId).not.toBe(created.crmId);
  });

  it('uses them with the e-mail address of the customer', async () => {
    const created = await run({ order: NEW_ORDER });
    const order = { ...NEW_ORDER, tracking: idsOf(created) };
    const output = await run({ order, orderId: 'order-second' });
    expect(output).toMatchObject({ ...created, matched: true, contactMatched: true });
  });

  it('fails without a name for new records', async () => {
    const tracking = idsOf(await run({ order: NEW_ORDER }));
    const order = { order_type: 'new', orderItems: NEW_ORDER.orderItems ?? null, tracking };
    expect(await failureOf(run({ order, orderId: 'order-second' }))).toMatchObject({ code: 'customer_not_confirmed' });
  });
});

describe('an id that is a dot segment', () => {
  it('reaches no resource of Salesforce', async () => {
    const order = update({ tracking: { accountId: '..', contactId: '..' } });
    const failure = await failureOf(run({ order, options: { namedRecords: 'trust' } }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'id_invalid' });
    const paths = (await sandbox.requests()).map(({ path }) => path);
    expect(paths.filter((path) => !/oauth2|query/.test(`${path}`))).toEqual([]);
  });
});
