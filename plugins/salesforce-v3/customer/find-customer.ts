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
 * With the option `namedRecords: "confirm"`, ids count only for a record with the identity's e-mail address. The order that started
 * the subscription may then be looked up without one, but not changed.
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
  const { externalIdField, namedRecords } = context.options;
  const { email, firstOrderId, isLogin, name } = identity;
  const isTrusted = namedRecords === 'trust';
  const byEmail = (known: KnownCustomer | undefined) => known && { ...known, byLogin: isLogin };

  const named = isTrusted
    ? await trustedRecords(session, context, identity)
    : byEmail(await confirmedRecords(session, context, identity));
  if (named !== undefined) return named;
  if (externalIdField !== undefined && firstOrderId !== undefined) {
    const where = { [externalIdField]: idempotencyKeyOf(firstOrderId, context.step.id) };
    const rows = await find(session, context, where);
    const found = onlyCustomer(rows, context);
    if (found !== undefined && rows.every((row) => isSameEmail(row.Email, email))) return byEmail(found);
    if (found !== undefined && (isTrusted || identity.trust === 'any')) return found;
  }
  if (email === undefined) return undefined;
  const found = await find(session, context, { ...withEmail(email, context), ...withName(name) });
  return byEmail(onlyCustomer(found, context));
}

/**
 * Finds the account and the contact that an order names by id, if they have the e-mail address of its customer: of the logged-in
 * user, or else of the customer's details.
 *
 * @returns `undefined`, with a warning, if they do not; `undefined` if the order names none
 * @throws PluginFailed, PluginTransient Salesforce gave no usable reply
 */
export async function confirmedRecords(
  session: OAuthSession,
  context: PluginContext<SalesforceOptions>,
  { accountId, contactId, email, name }: CustomerIdentity,
): Promise<KnownCustomer | undefined> {
  if (accountId === undefined && contactId === undefined) return undefined;
  const { createPersonAccount: isPerson } = context.options;
  const where = {
    ...(accountId !== undefined && { [isPerson ? 'Id' : 'AccountId']: accountId }),
    ...(contactId !== undefined && { [isPerson ? 'PersonContactId' : 'Id']: contactId }),
  };
  const found =
    email === undefined
      ? undefined
      : onlyCustomer(
          await find(session, context, { ...where, ...withEmail(email, context), ...withName(name) }),
          context,
        );
  if (found === undefined) {
    const message = 'The records in tracking do not have the e-mail address of the customer; not using them';
    context.log.warn(message, { ...(accountId && { accountId }), ...(contactId && { contactId }) });
  }
  return found;
}

/** Returns the records that an order names by id, without a look at whose they are. */
async function trustedRecords(
  session: OAuthSession,
  context: PluginContext<SalesforceOptions>,
  { accountId, contactId, email, name }: CustomerIdentity,
): Promise<KnownCustomer | undefined> {
  if (accountId !== undefined && contactId !== undefined) return { crmId: accountId, contactId };
  if (accountId !== undefined) {
    const person = email === undefined ? {} : { Email: email, ...withName(name) };
    const { createPersonAccount: isPerson } = context.options;
    const rows = await find(session, context, isPerson ? { Id: accountId } : { AccountId: accountId, ...person });
    return { crmId: accountId, contactId: rows.length === 1 ? rows[0]?.Id : undefined };
  }
  if (contactId === undefined) return undefined;
  return onlyCustomer(await findContacts(session, context, { Id: contactId }), context);
}

type Row = Readonly<Record<string, string | undefined>>;

/** Finds contacts, or person accounts, each as its contact: with the id of the account and the e-mail address. */
async function find(
  session: OAuthSession,
  context: PluginContext<SalesforceOptions>,
  where: RecordQuery['where'],
): Promise<readonly Row[]> {
  if (!context.options.createPersonAccount) return findContacts(session, context, where);
  const fields = ['Id', 'PersonContactId', 'PersonEmail'];
  const rows = await queryRecords(session, context, { object: 'Account', fields, where });
  return rows.map((row) => ({ AccountId: row.Id, Id: row.PersonContactId, Email: row.PersonEmail }));
}

function findContacts(
  session: OAuthSession,
  context: PluginContext<SalesforceOptions>,
  where: RecordQuery['where'],
): Promise<readonly Row[]> {
  const fields = ['Id', 'AccountId', 'Email'];
  return queryRecords(session, context, { object: 'Contact', fields, where, limit: MAX_CONTACTS });
}

/** Salesforce compares e-mail addresses without regard to case. */
function isSameEmail(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}

function withEmail(email: string, { options }: PluginContext<SalesforceOptions>): RecordQuery['where'] {
  return { [options.createPersonAccount ? 'PersonEmail' : 'Email']: email };
}

function withName(name: CustomerIdentity['name']): RecordQuery['where'] {
  return name === undefined ? {} : { LastName: name.lastName, FirstName: name.firstName ?? null };
}

/** Returns whether a customer has the records that an order changes: the account, and one contact if it changes contact fields. */
export function hasRecordsFor({ contact }: CustomerChanges, known: KnownCustomer | undefined): known is KnownCustomer {
  return known !== undefined && (known.contactId !== undefined || Object.keys(contact.fields).length === 0);
}

function onlyCustomer(rows: readonly Row[], { log }: PluginContext<SalesforceOptions>): KnownCustomer | undefined {
  const accounts = [...new Set(rows.flatMap((row) => row.AccountId ?? []))];
  const [crmId] = accounts;
  const isAmbiguous = accounts.length > 1 || rows.length >= MAX_CONTACTS;
  if (isAmbiguous) log.warn('Several accounts may match the customer; using none of them', { accounts });
  if (crmId === undefined || isAmbiguous) return undefined;
  return { crmId, contactId: rows.length === 1 ? rows[0]?.Id : undefined };
}

/**
 * Returns the output for a customer who was found, in the shape of the output for a new order. `byLogin` says that the records have
 * the e-mail address of the logged-in user.
 */
export function customerResult({ byLogin = false, contactId, crmId }: KnownCustomer): PluginResult {
  return {
    output: {
      crmId,
      ...(contactId === undefined ? {} : { contactId }),
      matched: true,
      contactMatched: contactId !== undefined,
      ...(byLogin && { byLogin }),
    },
  };
}
