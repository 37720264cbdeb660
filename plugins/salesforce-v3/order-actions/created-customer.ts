import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { CompensationContext, ProbeResult } from '../../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import { customerOf } from '../customer/customer.ts';
import { customerResult } from '../customer/find-customer.ts';
import { findCustomers, findPerson } from '../customer/find-person.ts';
import type { SalesforceOptions } from '../options.ts';
import { deleteRecord } from '../records/change-record.ts';
import { findIds } from '../records/read-records.ts';
import { externalIdOf } from '../records/record-context.ts';

/**
 * Asks Salesforce whether the records that a new order creates exist.
 *
 * The external id that the step gives them is conclusive. A repeat finds what exists, so one record without the other counts
 * as not applied. Without the option `externalIdField` the person decides: one account is the customer's, and no account means
 * that the step created no customer. A person with several accounts, or an order without an e-mail address, is inconclusive.
 */
export async function probeCreated(
  context: PluginContext<SalesforceOptions>,
  session: OAuthSession,
): Promise<ProbeResult> {
  const { createPersonAccount: isPerson, externalIdField } = context.options;
  const customer = customerOf(context.order);
  if (customer.known.accountId !== undefined && customer.known.contactId !== undefined) return { applied: false };
  if (externalIdField !== undefined) {
    const where = { [externalIdField]: externalIdOf(context) };
    const [created] = await findCustomers(session, context, where);
    if (created?.contactId === undefined) return { applied: false };
    const matched = !isPerson && (await findIds(session, context, 'Account', where)).length === 0;
    return {
      applied: true,
      output: { crmId: created.crmId, contactId: created.contactId, matched, contactMatched: false },
    };
  }
  if (customer.email === undefined || customer.lastName === undefined) return { applied: 'unknown' };
  const { accountId } = customer.known;
  const people = await findPerson(session, context, customer);
  const [found, ...others] = people.filter(({ crmId }) => accountId === undefined || crmId === accountId);
  if (others.length > 0) return { applied: 'unknown' };
  return found?.contactId === undefined ? { applied: false } : { applied: true, ...customerResult(found) };
}

/**
 * Deletes the account and the contact that the step created, but never existing ones.
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
      accounts: await findIds(session, context, 'Account', where),
      contacts: isPerson ? [] : await findIds(session, context, 'Contact', where),
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
