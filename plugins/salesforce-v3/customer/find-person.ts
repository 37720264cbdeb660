import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import type { SalesforceOptions } from '../options.ts';
import { type Condition, queryRecords, type RecordQuery } from '../records/read-records.ts';
import { newAccountFields, newContactFields } from './account-fields.ts';
import type { Customer } from './customer.ts';

/** Contacts of one account can share an e-mail address, so the limit is high enough to notice a second account. */
export const MAX_CONTACTS = 200;

type Context = PluginContext<SalesforceOptions>;

/** A customer in Salesforce. */
export interface KnownCustomer {
  readonly crmId: string;
  /** `undefined` if the account has no contact, or several. */
  readonly contactId: string | undefined;
  /** Whether the record has the e-mail address of the logged-in user. @default false */
  readonly byLogin?: boolean;
}

/**
 * Finds the records of a person: the same e-mail address, the same last name and the same first name, ignoring case. If the order
 * names a company, only contacts of accounts of that name count.
 *
 * One e-mail address or one postal address may belong to a whole family, so neither is enough.
 *
 * @returns one customer per account, each with its oldest contact; empty without an e-mail address
 * @throws PluginFailed, PluginTransient Salesforce gave no usable reply
 */
export async function findPerson(
  session: OAuthSession,
  context: Context,
  customer: Customer,
): Promise<readonly KnownCustomer[]> {
  const { email, lastName } = customer;
  if (email === undefined || lastName === undefined) return [];
  const { Name } = newAccountFields(customer, context.options).fields;
  const isCompany = customer.company !== undefined && typeof Name === 'string';
  const found = await findCustomers(session, context, {
    ...personCondition(customer, context.options),
    ...(isCompany ? { 'Account.Name': Name } : {}),
  });
  const accounts = [...new Set(found.map(({ crmId }) => crmId))];
  return accounts.map((crmId) => ({ crmId, contactId: found.find((row) => row.crmId === crmId)?.contactId }));
}

/** Returns the condition for the contacts, or person accounts, of a person. */
export function personCondition(customer: Customer, options: SalesforceOptions): Readonly<Record<string, Condition>> {
  const { FirstName = null, LastName = null, Email = null } = newContactFields(customer, options).fields;
  const condition = { LastName, FirstName, [options.createPersonAccount ? 'PersonEmail' : 'Email']: Email };
  return condition as Readonly<Record<string, Condition>>;
}

/** Returns the customers whose contact, or person account, meets the conditions. Contacts without an account do not count. */
export async function findCustomers(
  session: OAuthSession,
  context: Context,
  where: RecordQuery['where'],
): Promise<readonly KnownCustomer[]> {
  if (context.options.createPersonAccount) {
    const fields = ['Id', 'PersonContactId'];
    const rows = await queryRecords(session, context, { object: 'Account', fields, where, limit: MAX_CONTACTS });
    return rows.flatMap(({ Id, PersonContactId }) =>
      Id === undefined ? [] : [{ crmId: Id, contactId: PersonContactId }],
    );
  }
  const fields = ['Id', 'AccountId'];
  const rows = await queryRecords(session, context, { object: 'Contact', fields, where, limit: MAX_CONTACTS });
  return rows.flatMap(({ AccountId, Id }) => (AccountId === undefined ? [] : [{ crmId: AccountId, contactId: Id }]));
}
