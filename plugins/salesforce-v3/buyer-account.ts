import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../kit/oauth-session.ts';
import type { Customer } from './customer/customer.ts';
import type { SalesforceOptions } from './options.ts';
import type { SalesforceRecord } from './records/create-record.ts';
import { queryRecords } from './records/read-records.ts';

/**
 * The account of who buys, when the account and the contact of a new order may belong to different customers.
 *
 * A known person who orders from a new billing address is known by the contact, by name and e-mail address, while the
 * account, known by name and billing address, is a new one. Who buys is then the account of the contact, as it is for a
 * lookup and for the probe. A repeat and a later order may find the new account by its address; it is the contact that
 * decides for them too, so that all of them answer the same customer. A company that the order names is who buys,
 * whoever ordered, and so is the account that the order brings.
 *
 * @param account as it was created or found
 * @param contact as it was created or found
 * @throws PluginFailed, PluginTransient what Salesforce's reply stands for
 */
export async function buyerAccount(
  context: PluginContext<SalesforceOptions>,
  session: OAuthSession,
  customer: Customer,
  { account, contact }: { readonly account: SalesforceRecord; readonly contact: SalesforceRecord },
): Promise<SalesforceRecord> {
  const isDecided = customer.company !== undefined || customer.known.accountId !== undefined;
  if (context.options.createPersonAccount || isDecided || !contact.matched) return account;
  const asked = { object: 'Contact', fields: ['AccountId'], where: { Id: contact.id } } as const;
  const [{ AccountId: id } = {}] = await queryRecords(session, context, asked);
  if (id === undefined || id === account.id) return account;
  const other = account.matched ? 'another one matches the address' : 'the one that was created stays empty';
  context.log.warn(`The contact belongs to an account, which is taken; ${other}`, { taken: id, other: account.id });
  return { id, matched: true };
}
