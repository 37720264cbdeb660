import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import { evaluateFields } from '../../kit/evaluate-fields.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import { newContactFields } from '../customer/account-fields.ts';
import type { Customer } from '../customer/customer.ts';
import { findCustomers, findPerson, personCondition } from '../customer/find-person.ts';
import type { SalesforceOptions } from '../options.ts';
import { deleteRecord } from '../records/change-record.ts';
import { createRecord } from '../records/create-record.ts';
import { recordTypeField } from '../records/record-types.ts';
import type { CustomerPair, CustomerRecord } from './customer-record.ts';
import { blockedByRule, similarRecords } from './unclear-customer.ts';

type Context = PluginContext<SalesforceOptions>;

/**
 * Finds the customer's contact in their account, or creates it there. A contact of another account is never used: the account
 * and the contact of an order always belong together.
 *
 * If another order created the same person at the same time, its records are used, and the account that this order just created is
 * deleted, so that the customer has one account.
 *
 * Without an e-mail address, the name alone identifies a contact only if an earlier attempt may have created it.
 *
 * @throws PluginFailed, PluginTransient, PluginOutcomeUnknown by Salesforce's reply and the rules of the options
 */
export async function createContact(
  session: OAuthSession,
  context: Context,
  customer: Customer,
  account: CustomerRecord,
): Promise<CustomerPair> {
  const { fields, shortened } = newContactFields(customer, context.options);
  if (account.matched && (customer.email !== undefined || context.attempt > 1)) {
    const where = { AccountId: account.id, ...personCondition(customer, context.options) };
    const [found] = await findCustomers(session, context, where);
    if (found?.contactId !== undefined) return { account, contact: { id: found.contactId, matched: true } };
  }
  const all = {
    AccountId: account.id,
    ...fields,
    ...(await evaluateFields(context.options.contactFields, context)),
    ...(await recordTypeField(session, context, 'Contact')),
  };
  const created = await createRecord(session, context, 'Contact', all);
  if (!('duplicates' in created)) return { account, contact: { id: created.id, matched: false, shortened } };
  const twin = account.matched || customer.company ? undefined : await findTwin(session, context, customer);
  if (twin !== undefined) {
    context.log.warn('Another order created the customer at the same time; using its records', { other: account.id });
    await deleteRecord(session, context, 'Account', account.id).catch((error: unknown) => {
      // The permission to delete is needed for this only, so without it the account stays, empty.
      if (!(error instanceof PluginFailed)) throw error;
      context.log.warn('The account that this order created stays empty', { account: account.id });
    });
    return twin;
  }
  similarRecords(context, 'Contact', created.duplicates);
  const separate = await createRecord(session, context, 'Contact', all, true);
  if ('duplicates' in separate) throw blockedByRule('Contact', separate.duplicates);
  return { account, contact: { id: separate.id, matched: false, shortened } };
}

async function findTwin(
  session: OAuthSession,
  context: Context,
  customer: Customer,
): Promise<CustomerPair | undefined> {
  const [found, ...others] = await findPerson(session, context, customer);
  if (found?.contactId === undefined || others.length > 0) return undefined;
  return { account: { id: found.crmId, matched: true }, contact: { id: found.contactId, matched: true } };
}
