import { idempotencyKeyOf } from '../../../core/order/order-ids.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import type { SalesforceOptions } from '../options.ts';
import { queryRecords, type RecordQuery } from '../records/read-records.ts';
import type { CustomerChanges } from './customer-changes.ts';
import type { CustomerIdentity } from './identity.ts';

/** Contacts of one account can share what they are looked up by: as many are read, so that another account among them shows. */
const MOST_CONTACTS = 200;

/** A customer that is in Salesforce. */
export interface KnownCustomer {
  readonly crmId: string;
  /** Undefined when the account has no contact, or several. */
  readonly contactId: string | undefined;
}

/**
 * Finds the customer of an order: by the ids that Salesforce gave along, else by the external id that the order which
 * began the subscription left, else by e-mail address. Writes nothing.
 *
 * Several accounts for one e-mail address are nobody, with a warning: taking one of them would be a guess. So are more
 * contacts than are read, since another account may be among the rest.
 *
 * @throws PluginFailed, PluginTransient Salesforce has no usable answer
 */
export async function findCustomer(
  session: OAuthSession,
  context: PluginContext<SalesforceOptions>,
  identity: CustomerIdentity,
): Promise<KnownCustomer | undefined> {
  const { createPersonAccount: person, externalIdField } = context.options;
  const { accountId, contactId, email, firstOrderId } = identity;
  const query = (asked: RecordQuery) => queryRecords(session, context, asked);
  const account = (where: RecordQuery['where']) =>
    query({ object: 'Account', fields: person ? ['Id', 'PersonContactId'] : ['Id'], where }).then((rows) =>
      rows.map((row) => ({ AccountId: row.Id, Id: row.PersonContactId })),
    );
  const contact = (where: RecordQuery['where']) =>
    query({ object: 'Contact', fields: ['Id', 'AccountId'], where, limit: MOST_CONTACTS });

  if (accountId !== undefined && contactId !== undefined) return { crmId: accountId, contactId };
  if (accountId !== undefined) {
    const rows = person ? await account({ Id: accountId }) : await contact(contactOf(accountId, email));
    return { crmId: accountId, contactId: rows.length === 1 ? rows[0]?.Id : undefined };
  }
  if (contactId !== undefined) return onlyCustomer(await contact({ Id: contactId }), context);
  if (externalIdField !== undefined && firstOrderId !== undefined) {
    const where = { [externalIdField]: idempotencyKeyOf(firstOrderId, context.step.id) };
    const found = onlyCustomer(await (person ? account(where) : contact(where)), context);
    if (found !== undefined) return found;
  }
  if (email === undefined) return undefined;
  return onlyCustomer(await (person ? account({ PersonEmail: email }) : contact({ Email: email })), context);
}

/** Whether a customer was found with the records that the order changes: their account, and one contact where it changes that. */
export function hasRecordsFor({ contact }: CustomerChanges, known: KnownCustomer | undefined): known is KnownCustomer {
  return known !== undefined && (known.contactId !== undefined || Object.keys(contact).length === 0);
}

function contactOf(AccountId: string, Email: string | undefined): RecordQuery['where'] {
  return Email === undefined ? { AccountId } : { AccountId, Email };
}

function onlyCustomer(
  rows: readonly Readonly<Record<string, string | undefined>>[],
  { log }: PluginContext<SalesforceOptions>,
): KnownCustomer | undefined {
  const accounts = [...new Set(rows.flatMap((row) => row.AccountId ?? []))];
  const [crmId] = accounts;
  const isSeveral = accounts.length > 1 || rows.length >= MOST_CONTACTS;
  if (isSeveral) log.warn('Several accounts match the customer, or may; none is taken', { accounts });
  if (crmId === undefined || isSeveral) return undefined;
  return { crmId, contactId: rows.length === 1 ? rows[0]?.Id : undefined };
}

/** The output for a customer that was found: the ids under the names that a new order gives them. */
export function customerResult({ contactId, crmId }: KnownCustomer): PluginResult {
  return {
    output: {
      crmId,
      ...(contactId === undefined ? {} : { contactId }),
      matched: true,
      contactMatched: contactId !== undefined,
    },
  };
}
