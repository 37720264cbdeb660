import { PluginOutcomeUnknown } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import type { Customer } from '../customer/customer.ts';
import type { SalesforceOptions } from '../options.ts';
import { findIds } from '../records/read-records.ts';

type Context = PluginContext<SalesforceOptions>;

/**
 * Finds the account that an earlier attempt created for a customer who was not found, so that no later attempt creates it again.
 *
 * An external id and the e-mail address of a person account recognise it before. Otherwise an account with the name and the
 * billing address is the company's, or, if it has no contact yet, the one that an earlier attempt left.
 *
 * @returns `undefined` in the first attempt, and if no attempt can have created an account
 * @throws PluginOutcomeUnknown `repeat_not_recognised`: such accounts exist, but nothing says whether an attempt created one
 * @throws PluginFailed, PluginTransient Salesforce gave no usable reply
 */
export async function findLeftOver(
  session: OAuthSession,
  context: Context,
  { company, email }: Customer,
  { BillingPostalCode, BillingStreet, FirstName = null, LastName, Name }: JsonObject,
): Promise<string | undefined> {
  if (context.attempt === 1 || context.options.externalIdField !== undefined) return undefined;
  if (typeof Name !== 'string') {
    if (email !== undefined || typeof LastName !== 'string') return undefined;
    const named = { LastName, FirstName: typeof FirstName === 'string' ? FirstName : null };
    return recognised(await findIds(session, context, 'Account', named), false);
  }
  const address = Object.entries({ BillingStreet, BillingPostalCode }).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const accounts = await findIds(session, context, 'Account', { Name, ...Object.fromEntries(address) });
  const hasAddress = address.length > 0;
  if (company !== undefined) return recognised(accounts, hasAddress);
  if (email === undefined) return recognised(accounts, false);
  return recognised(await withoutContacts(session, context, accounts), hasAddress);
}

function recognised([id, ...others]: readonly string[], isCertain: boolean): string | undefined {
  if (id === undefined || (isCertain && others.length === 0)) return id;
  throw new PluginOutcomeUnknown(
    'An account of the same name exists, and nothing says whether an earlier attempt created it. Check the account in Salesforce, and set externalIdField or includeBillingDetails for future orders.',
    { code: 'repeat_not_recognised' },
  );
}

async function withoutContacts(
  session: OAuthSession,
  context: Context,
  accounts: readonly string[],
): Promise<readonly string[]> {
  const empty: string[] = [];
  for (const id of accounts) {
    const contacts = await findIds(session, context, 'Contact', { AccountId: id });
    if (contacts.length === 0) empty.push(id);
  }
  return empty;
}
