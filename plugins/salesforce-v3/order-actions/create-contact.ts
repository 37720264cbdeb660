import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import { evaluateFields } from '../../kit/evaluate-fields.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import { newContactFields } from '../customer/account-fields.ts';
import type { Customer } from '../customer/customer.ts';
import { findCustomers, personCondition } from '../customer/find-person.ts';
import type { SalesforceOptions } from '../options.ts';
import { createRecord } from '../records/create-record.ts';
import { recordTypeField } from '../records/record-types.ts';
import type { CustomerRecord } from './customer-record.ts';
import { blockedByRule, similarRecords } from './unclear-customer.ts';

type Context = PluginContext<SalesforceOptions>;

/**
 * Finds the customer's contact in their account, or creates it there. A contact of another account is never used: the account
 * and the contact of an order always belong together.
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
): Promise<CustomerRecord> {
  const { fields, shortened } = newContactFields(customer, context.options);
  if (account.matched && (customer.email !== undefined || context.attempt > 1)) {
    const where = { AccountId: account.id, ...personCondition(customer, context.options) };
    const [found] = await findCustomers(session, context, where);
    if (found?.contactId !== undefined) return { id: found.contactId, matched: true };
  }
  const all = {
    AccountId: account.id,
    ...fields,
    ...(await evaluateFields(context.options.contactFields, context)),
    ...(await recordTypeField(session, context, 'Contact')),
  };
  const created = await createRecord(session, context, 'Contact', all);
  if (!('duplicates' in created)) return { id: created.id, matched: false, shortened };
  similarRecords(context, 'Contact', created.duplicates);
  const separate = await createRecord(session, context, 'Contact', all, true);
  if ('duplicates' in separate) throw blockedByRule('Contact', separate.duplicates);
  return { id: separate.id, matched: false, shortened };
}
