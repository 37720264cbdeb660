import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { type GivenContext, pluginContext } from '../../helpers/plugin-context.ts';
import { undone } from '../recover.ts';

const sandbox = usePartnerSandbox();
const DELETE = { deleteOnUndo: true };
const BY_ID = { ...DELETE, externalIdField: 'OrderKey__c' };
const ROWS = '/services/data/v62.0/sobjects';
const contextOf = (extra: GivenContext = {}) => {
  const options = { includeBillingDetails: true, namedRecords: 'trust', ...extra.options };
  return pluginContext(salesforceV3, { order: NEW_ORDER, secrets: sandbox.secrets, ...extra, options }).context;
};
const run = (extra: GivenContext = {}) => salesforceV3.run(contextOf(extra));
const undo = (extra: GivenContext = {}, output?: JsonObject) => undone(salesforceV3, contextOf(extra), output);
const kinds = async () => (await sandbox.effects()).map(({ kind }) => kind);
const CREATED = ['account.created', 'contact.created'];
const DELETED = [...CREATED, 'contact.deleted', 'account.deleted'];

describe('the undo of a new order', () => {
  it('keeps the customer in Salesforce unless the options say otherwise', async () => {
    const { output } = await run();
    const before = await sandbox.requests();
    await undo({}, output);
    expect(await sandbox.requests()).toHaveLength(before.length);
    expect(await kinds()).toEqual(CREATED);
  });

  it('deletes the account and the contact that the order created, once', async () => {
    const { output } = await run({ options: DELETE });
    await undo({ options: DELETE }, output);
    await undo({ options: DELETE }, output);
    expect(await kinds()).toEqual(DELETED);
  });

  it('deletes a person account', async () => {
    const options = { ...DELETE, createPersonAccount: true };
    const { output } = await run({ options });
    await undo({ options }, output);
    await undo({ options }, output);
    expect((await kinds()).filter((kind) => `${kind}`.startsWith('account.'))).toEqual([
      'account.created',
      'account.deleted',
    ]);
  });

  it('never deletes existing records', async () => {
    await run({ orderId: 'order-first' });
    const { output } = await run({ options: DELETE });
    expect(output.matched).toBe(true);
    await undo({ options: DELETE }, output);
    expect(await kinds()).toEqual(CREATED);
  });

  it('finds the records of the order by their external id when the reply was lost', async () => {
    await sandbox.fault({ partner: 'salesforce', path: `${ROWS}/Account`, fault: 'drop-after-effect', times: 1 });
    await failureOf(run({ options: BY_ID }));
    await undo({ options: BY_ID });
    await undo({ options: BY_ID });
    expect(await kinds()).toEqual(['account.created', 'account.deleted']);
  });

  it('gives the records of a later run the external id of the first run', async () => {
    const { output } = await run({ options: BY_ID });
    await undo({ options: BY_ID }, output);
    await run({ options: BY_ID, attempt: 2, run: 2 });
    const order = { order_type: 'renew', subscriptionRef: `${contextOf().orderId}/item-1` };
    expect((await run({ options: BY_ID, order })).output).toMatchObject({ matched: true });
  });

  it('is left to an operator when it is unclear who created the account', async () => {
    await run();
    expect(await failureOf(undo({ options: DELETE }))).toMatchObject({
      name: 'PluginFailed',
      code: 'undo_not_recognised',
    });
    expect(await kinds()).toEqual(CREATED);
  });

  it('succeeds when there is nothing to undo', async () => {
    await undo();
    await undo({ options: DELETE });
    await undo({ options: BY_ID });
    await undo({ options: DELETE, order: { order_type: 'renew' } });
    expect(await kinds()).toEqual([]);
  });

  it.each(['500', '429', 'drop-after-effect', 'malformed'])('is retried after %s', async (fault) => {
    const { output } = await run({ options: DELETE });
    await sandbox.fault({ partner: 'salesforce', path: `${ROWS}/Account`, fault, times: 1 });
    expect(await failureOf(undo({ options: DELETE }, output))).toMatchObject({ name: 'PluginTransient' });
    await undo({ options: DELETE }, output);
    expect(await kinds()).toEqual(DELETED);
  });

  it('fails when Salesforce rejects the deletion', async () => {
    const { output } = await run({ options: DELETE });
    await sandbox.fault({ partner: 'salesforce', path: `${ROWS}/Account`, fault: 'decline', times: 1 });
    expect(await failureOf(undo({ options: DELETE }, output))).toMatchObject({ name: 'PluginFailed' });
  });
});

describe('the undo of changed details', () => {
  it('keeps the new details', async () => {
    const { output } = await run();
    const tracking = { accountId: output.crmId ?? null, contactId: output.contactId ?? null };
    const order = { order_type: 'update_customer_details', tracking, customerDetails: { lastName: 'Moss' } };
    const changed = await run({ order });
    const before = await kinds();
    await undo({ order, options: DELETE }, changed.output);
    expect(await kinds()).toEqual(before);
  });
});
