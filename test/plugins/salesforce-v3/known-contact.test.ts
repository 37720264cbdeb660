import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { type GivenContext, pluginContext } from '../../helpers/plugin-context.ts';
import { failureOf } from '../failure-of.ts';
import { NEW_ORDER, PERSONAL_VALUES, usePartnerSandbox } from '../partner-sandbox.ts';
import { probed, undone } from '../recover.ts';

const sandbox = usePartnerSandbox();
const BY_ID = { externalIdField: 'OrderKey__c' };
const MOVED: JsonObject = {
  ...NEW_ORDER,
  billingDetails: { ...(NEW_ORDER.billingDetails as JsonObject), address1: '5 High Street', postalCode: 'YO1 7HH' },
};
const recorded = (extra: GivenContext = {}) => {
  const options = { includeBillingDetails: true, ...extra.options };
  return pluginContext(salesforceV3, { order: MOVED, secrets: sandbox.secrets, ...extra, options });
};
const run = async (extra: GivenContext = {}) => (await salesforceV3.run(recorded(extra).context)).output;
const known = (extra: GivenContext = {}) => run({ order: NEW_ORDER, orderId: 'order-first', ...extra });
const kinds = async () => (await sandbox.effects()).map(({ kind }) => kind);
const CREATED = ['account.created', 'contact.created'];

describe('a new order from an existing contact with a new billing address', () => {
  it.each([{}, BY_ID])(
    'belongs to the account of the contact, with %j, and logs which account stays empty',
    async (options) => {
      const { contactId, crmId } = await known();
      const { context, logs } = recorded({ options });
      const { output } = await salesforceV3.run(context);
      expect(output).toEqual({ crmId, contactId, matched: true, contactMatched: true });
      expect(await kinds()).toEqual([...CREATED, 'account.created']);
      const [warning] = logs.filter(({ level }) => level === 'warn');
      expect(warning).toMatchObject({ message: expect.stringContaining('stays empty'), data: { taken: crmId } });
      expect(warning?.data?.other).toMatch(/^001\w{15}$/);
      expect(warning?.data?.other).not.toBe(crmId);
      for (const value of PERSONAL_VALUES) expect(JSON.stringify(logs)).not.toContain(value);
    },
  );

  it.each([{}, BY_ID])(
    'returns the same result when it repeats, with %j, and creates nothing more',
    async (options) => {
      await known();
      const first = await run({ options });
      const before = (await kinds()).filter((kind) => `${kind}`.endsWith('.created'));
      expect(await run({ options, attempt: 2 })).toEqual(first);
      expect((await kinds()).filter((kind) => `${kind}`.endsWith('.created'))).toEqual(before);
    },
  );

  it('belongs to the same account when the person uses that address again', async () => {
    const { crmId } = await known();
    await run();
    const { context, logs } = recorded({ orderId: 'order-third' });
    expect((await salesforceV3.run(context)).output).toMatchObject({ crmId, matched: true });
    expect(logs).toContainEqual(
      expect.objectContaining({ level: 'warn', message: expect.stringContaining('address') }),
    );
    expect(await kinds()).toEqual([...CREATED, 'account.created']);
  });

  it('belongs to the customer that the probe finds', async () => {
    await known();
    const output = await run();
    expect(await probed(salesforceV3, recorded().context)).toEqual({ applied: true, output });
  });

  it('is repeated after the account of the contact could not be read', async () => {
    const { crmId } = await known();
    await sandbox.fault({ partner: 'salesforce', path: '/services/data/v62.0/query', fault: '500', times: 1 });
    expect(await failureOf(run())).toMatchObject({ name: 'PluginOutcomeUnknown' });
    expect(await run({ attempt: 2 })).toMatchObject({ crmId, matched: true });
    expect(await kinds()).toEqual([...CREATED, 'account.created']);
  });

  it('keeps existing records when it is undone, and deletes the empty account only by external id', async () => {
    await known();
    for (const [orderId, options, deleted] of [
      ['order-second', { deleteOnUndo: true, ...BY_ID }, ['account.created', 'account.deleted']],
      ['order-third', { deleteOnUndo: true }, ['account.created']],
    ] as const) {
      const before = await kinds();
      const output = await run({ orderId, options });
      for (const _time of [1, 2]) await undone(salesforceV3, recorded({ orderId, options }).context, output);
      expect((await kinds()).slice(before.length)).toEqual(deleted);
    }
  });
});

describe('a new order whose account does not depend on the contact', () => {
  it('belongs to the company that it names', async () => {
    const { contactId, crmId } = await known();
    const customerDetails = { ...(MOVED.customerDetails as JsonObject), companyName: 'Byrne Ltd' };
    const output = await run({ order: { ...MOVED, customerDetails } });
    expect(output).toMatchObject({ contactId, matched: false, contactMatched: true });
    expect(output.crmId).not.toBe(crmId);
  });

  it('belongs to the account that it names', async () => {
    await known();
    const tracking = { accountId: '001Hs00000000AbIAI' };
    expect(await run({ order: { ...MOVED, tracking } })).toMatchObject({ crmId: tracking.accountId, matched: true });
  });

  it('belongs to the new account when Salesforce returns no account for the contact', async () => {
    const tracking = { contactId: '003Hs00000000AcIAI' };
    const output = await run({ order: { ...MOVED, tracking } });
    expect(output).toMatchObject({ contactId: tracking.contactId, matched: false, contactMatched: true });
  });

  it('belongs to the person account that was found', async () => {
    const options = { createPersonAccount: true };
    const first = await known({ options });
    expect(await run({ options })).toEqual({ ...first, matched: true, contactMatched: true });
  });
});
