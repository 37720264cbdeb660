import type { JsonObject } from '../../../core/json.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import { evaluateFields } from '../../kit/evaluate-fields.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import { newAccountFields } from '../customer/account-fields.ts';
import type { Customer } from '../customer/customer.ts';
import { findPerson } from '../customer/find-person.ts';
import type { SalesforceOptions } from '../options.ts';
import { createRecord } from '../records/create-record.ts';
import { findIds } from '../records/read-records.ts';
import { recordTypeField } from '../records/record-types.ts';
import type { CustomerRecord } from './customer-record.ts';
import { findLeftOver } from './left-over-account.ts';
import { blockedByRule, severalCustomers, similarRecords } from './unclear-customer.ts';

type Context = PluginContext<SalesforceOptions>;

/**
 * Creates the account of a customer who has none, or finds the one that another order or an earlier attempt created.
 *
 * @throws PluginFailed, PluginTransient, PluginOutcomeUnknown by Salesforce's reply and the rules of the options
 */
export async function createAccount(
  session: OAuthSession,
  context: Context,
  customer: Customer,
): Promise<CustomerRecord> {
  const { dropped, fields, shortened } = newAccountFields(customer, context.options);
  const leftOver = await findLeftOver(session, context, customer, fields);
  if (leftOver !== undefined) return { id: leftOver, matched: true };
  const custom = await evaluateFields(context.options.accountFields, context);
  const all = { ...fields, ...custom, ...(await recordTypeField(session, context, 'Account')) };
  const created = await createRecord(session, context, 'Account', all);
  if (!('duplicates' in created)) {
    return { id: created.id, matched: false, dropped: [...dropped, ...created.dropped], shortened };
  }
  const own = await findAmong(session, context, customer, fields, created.duplicates);
  if (own !== undefined) return { id: own, matched: true };
  similarRecords(context, 'Account', created.duplicates);
  const separate = await createRecord(session, context, 'Account', all, true);
  if ('duplicates' in separate) throw blockedByRule('Account', separate.duplicates);
  return { id: separate.id, matched: false, dropped: [...dropped, ...separate.dropped], shortened };
}

/**
 * Finds the customer's account among the duplicates. A company is recognised by its name and what the duplicate rule compares,
 * usually the address. A person is not: father and son may share name and address.
 */
async function findAmong(
  session: OAuthSession,
  context: Context,
  customer: Customer,
  { Name }: JsonObject,
  duplicates: readonly string[],
): Promise<string | undefined> {
  // Another order may have created the customer since this one looked.
  const found = (await findPerson(session, context, customer)).map(({ crmId }) => crmId);
  const isCompany = customer.company !== undefined && typeof Name === 'string' && duplicates.length > 0;
  const candidates =
    found.length === 0 && isCompany ? await findIds(session, context, 'Account', { Id: duplicates, Name }) : found;
  if (candidates.length <= 1) return candidates[0];
  severalCustomers(context, candidates);
  return undefined;
}
