import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { CompensationContext, ProbeResult } from '../../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import { customerOf } from '../customer/customer.ts';
import { customerResult, type KnownCustomer } from '../customer/find-customer.ts';
import type { SalesforceOptions } from '../options.ts';
import { deleteRecord } from '../records/change-record.ts';
import { queryRecords, type RecordQuery } from '../records/read-records.ts';
import { externalIdOf, type SalesforceObject } from '../records/record-context.ts';

type Where = RecordQuery['where'];

/**
 * Asks Salesforce whether the records that a new order creates exist.
 *
 * The external id that the step gives them is conclusive. A repeat finds what exists, so one record without the other counts
 * as not applied. Without the option `externalIdField` the name and the e-mail address decide: one match is the customer that the
 * duplicate rules would find, and no match means that the step created no customer. Several matches, or an order without an
 * e-mail address, are inconclusive.
 */
export async function probeCreated(
  context: PluginContext<SalesforceOptions>,
  session: OAuthSession,
): Promise<ProbeResult> {
  const { createPersonAccount: isPerson, externalIdField } = context.options;
  const { email, firstName, known, lastName } = customerOf(context.order);
  if (known.accountId !== undefined && known.contactId !== undefined) return { applied: false };
  if (externalIdField !== undefined) {
    const where = { [externalIdField]: externalIdOf(context) };
    const [created] = await findCustomers(context, session, where);
    if (created?.contactId === undefined) return { applied: false };
    const matched = !isPerson && (await findIds(context, session, 'Account', where)).length === 0;
    return { applied: true, output: { ...created, contactId: created.contactId, matched, contactMatched: false } };
  }
  if (email === undefined || lastName === undefined) return { applied: 'unknown' };
  const names = { LastName: lastName, ...(firstName === undefined ? {} : { FirstName: firstName }) };
  const where = { ...names, [isPerson ? 'PersonEmail' : 'Email']: email };
  const [found, ...others] = await findCustomers(context, session, where);
  if (others.length > 0) return { applied: 'unknown' };
  return found?.contactId === undefined ? { applied: false } : { applied: true, ...customerResult(found) };
}

/**
 * Deletes the account and the contact that the step created, but never existing ones.
 *
 * A new account for a known contact, who has another account, can only be found by its external id. Without the option
 * `externalIdField` it remains, empty: the output names the contact's account, with `matched: true`.
 *
 * @throws PluginFailed `undo_not_recognised`: it is unclear whether the step created the records; or Salesforce rejects
 * @throws PluginTransient Salesforce gave no usable reply
 */
export async function deleteCreated(
  context: CompensationContext<SalesforceOptions>,
  session: OAuthSession,
): Promise<void> {
  const { accounts, contacts } = await findCreated(context, session);
  // Salesforce deletes an account's contacts with it, except those that other accounts share.
  for (const id of contacts) await deleteRecord(session, context, 'Contact', id);
  for (const id of accounts) await deleteRecord(session, context, 'Account', id);
  context.log.info('Deleted the records that the step created', { accounts: [...accounts], contacts: [...contacts] });
}

interface CreatedIds {
  readonly accounts: readonly string[];
  readonly contacts: readonly string[];
}

async function findCreated(
  context: CompensationContext<SalesforceOptions>,
  session: OAuthSession,
): Promise<CreatedIds> {
  const { createPersonAccount: isPerson, externalIdField } = context.options;
  if (externalIdField !== undefined) {
    const where = { [externalIdField]: externalIdOf(context) };
    return {
      accounts: await findIds(context, session, 'Account', where),
      contacts: isPerson ? [] : await findIds(context, session, 'Contact', where),
    };
  }
  if (context.output !== undefined) {
    const { contactId, contactMatched, crmId, matched } = context.output;
    return {
      accounts: matched === false && typeof crmId === 'string' ? [crmId] : [],
      contacts: !isPerson && contactMatched === false && typeof contactId === 'string' ? [contactId] : [],
    };
  }
  const probe = await probeCreated(context, session);
  if (probe.applied === false) return { accounts: [], contacts: [] };
  throw new PluginFailed(
    'The step has no result and no external id, so it is unclear whether it created the account. Check in Salesforce, and set externalIdField for future orders.',
    { code: 'undo_not_recognised' },
  );
}

async function findCustomers(
  context: PluginContext<SalesforceOptions>,
  session: OAuthSession,
  where: Where,
): Promise<readonly KnownCustomer[]> {
  if (context.options.createPersonAccount) {
    const fields = ['Id', 'PersonContactId'];
    const rows = await queryRecords(session, context, { object: 'Account', fields, where });
    return rows.flatMap(({ Id, PersonContactId }) =>
      Id === undefined ? [] : [{ crmId: Id, contactId: PersonContactId }],
    );
  }
  const rows = await queryRecords(session, context, { object: 'Contact', fields: ['Id', 'AccountId'], where });
  return rows.flatMap(({ AccountId, Id }) => (AccountId === undefined ? [] : [{ crmId: AccountId, contactId: Id }]));
}

async function findIds(
  context: PluginContext<SalesforceOptions>,
  session: OAuthSession,
  object: SalesforceObject,
  where: Where,
): Promise<readonly string[]> {
  const rows = await queryRecords(session, context, { object, fields: ['Id'], where });
  return rows.flatMap(({ Id }) => Id ?? []);
}
