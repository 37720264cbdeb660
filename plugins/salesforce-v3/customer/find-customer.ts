import { idempotencyKeyOf } from '../../../core/order/order-ids.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import type { SalesforceOptions } from '../options.ts';
import { queryRecords, type RecordQuery } from '../records/read-records.ts';
import type { CustomerChanges } from './customer-changes.ts';
import { type KnownCustomer, MAX_CONTACTS } from './find-person.ts';
import type { CustomerIdentity } from './identity.ts';

/**
 * Finds the customer of an order: by the Salesforce ids in the order, else by the external id of the order that started the
 * subscription, else by e-mail address. If the order gives the person's name with the address, the name must agree: a family
 * may share one address. Writes nothing.
 *
 * If an e-mail address matches several accounts, this returns `undefined` with a warning, because picking one would be a
 * guess. The same applies if there are more contacts than it reads, because the others may belong to another account.
 *
 * @throws PluginFailed, PluginTransient Salesforce gave no usable reply
 */
export async function findCustomer(
  session: OAuthSession,
  context: PluginContext<SalesforceOptions>,
  identity: CustomerIdentity,
): Promise<KnownCustomer | undefined> {
  const { createPersonAccount: isPerson, externalIdField } = context.options;
  const { accountId, contactId, email, firstOrderId, name } = identity;
  const names = name === undefined ? {} : { LastName: name.lastName, FirstName: name.firstName ?? null };
  const query = (records: RecordQuery) => queryRecords(session, context, records);
  const account = (where: RecordQuery['where']) =>
    query({ object: 'Account', fields: isPerson ? ['Id', 'PersonContactId'] : ['Id'], where }).then((rows) =>
      rows.map((row) => ({ AccountId: row.Id, Id: row.PersonContactId })),
    );
  const contact = (where: RecordQuery['where']) =>
    query({ object: 'Contact', fields: ['Id', 'AccountId'], where, limit: MAX_CONTACTS });

  if (accountId !== undefined && contactId !== undefined) return { crmId: accountId, contactId };
  if (accountId !== undefined) {
    const person = email === undefined ? {} : { Email: email, ...names };
    const rows = isPerson ? await account({ Id: accountId }) : await contact({ AccountId: accountId, ...person });
    return { crmId: accountId, contactId: rows.length === 1 ? rows[0]?.Id : undefined };
  }
  if (contactId !== undefined) return onlyCustomer(await contact({ Id: contactId }), context);
  if (externalIdField !== undefined && firstOrderId !== undefined) {
    const where = { [externalIdField]: idempotencyKeyOf(firstOrderId, context.step.id) };
    const found = onlyCustomer(await (isPerson ? account(where) : contact(where)), context);
    if (found !== undefined) return found;
  }
  if (email === undefined) return undefined;
  const people = isPerson ? account({ PersonEmail: email, ...names }) : contact({ Email: email, ...names });
  return onlyCustomer(await people, context);
}

/** Returns whether a customer has the records that an order changes: the account, and one contact if it changes contact fields. */
export function hasRecordsFor({ contact }: CustomerChanges, known: KnownCustomer | undefined): known is KnownCustomer {
  return known !== undefined && (known.contactId !== undefined || Object.keys(contact.fields).length === 0);
}

function onlyCustomer(
  rows: readonly Readonly<Record<string, string | undefined>>[],
  { log }: PluginContext<SalesforceOptions>,
): KnownCustomer | undefined {
  const accounts = [...new Set(rows.flatMap((row) => row.AccountId ?? []))];
  const [crmId] = accounts;
  const isAmbiguous = accounts.length > 1 || rows.length >= MAX_CONTACTS;
  if (isAmbiguous) log.warn('Several accounts may match the customer; using none of them', { accounts });
  if (crmId === undefined || isAmbiguous) return undefined;
  return { crmId, contactId: rows.length === 1 ? rows[0]?.Id : undefined };
}

/** Returns the output for a customer who was found, in the shape of the output for a new order. */
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
