import type { JsonObject } from '../../../core/json.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import type { SalesforceOptions } from '../options.ts';
import { queryRecords } from '../records/read-records.ts';
import type { CustomerChanges } from './customer-changes.ts';
import { customerResult, findCustomer, hasRecordsFor, type KnownCustomer } from './find-customer.ts';
import type { CustomerIdentity } from './identity.ts';

const EMAIL_FIELDS: readonly string[] = ['Email', 'PersonEmail'];

/**
 * What the step answers when the customer's records have every changed value already; undefined when one of them has not,
 * or nothing is changed.
 *
 * @throws PluginFailed, PluginTransient Salesforce has no usable answer
 */
export async function heldChanges(
  session: OAuthSession,
  context: PluginContext<SalesforceOptions>,
  { account, contact }: CustomerChanges,
  known: KnownCustomer,
): Promise<PluginResult | undefined> {
  const parts = [
    { object: 'Account', id: known.crmId, fields: account } as const,
    { object: 'Contact', id: known.contactId ?? '', fields: contact } as const,
  ].filter(({ fields }) => Object.keys(fields).length > 0);
  if (parts.length === 0) return undefined;
  for (const { fields, id, object } of parts) {
    const asked = { object, fields: Object.keys(fields), where: { Id: id } };
    const [record] = await queryRecords(session, context, asked);
    if (record === undefined || !holds(record, fields)) return undefined;
  }
  return { output: { ...customerResult(known).output, updated: parts.map(({ object }) => object) } };
}

/** Salesforce keeps e-mail addresses in lower case, and any other text as it was sent; it empties a field set to null. */
function holds(record: Readonly<Record<string, string>>, fields: JsonObject): boolean {
  return Object.entries(fields).every(([field, value]) => {
    const [shown, sent] = [record[field] ?? '', String(value ?? '')];
    return EMAIL_FIELDS.includes(field) ? shown.toLowerCase() === sent.toLowerCase() : shown === sent;
  });
}

/**
 * The address that an order gives the customer in place of the one that it is looked up by; undefined when it is looked
 * up by something else, or keeps the address. Once the order is done, the former address finds nobody.
 */
export function changedEmail(
  { contactId, email }: CustomerIdentity,
  { account, contact }: CustomerChanges,
): string | undefined {
  const changed = contact.Email ?? account.PersonEmail;
  if (contactId !== undefined || email === undefined || typeof changed !== 'string') return undefined;
  return changed.toLowerCase() === email.toLowerCase() ? undefined : changed;
}

/**
 * What the step answers when an earlier attempt gave the customer this address and everything else that the order changes;
 * undefined when no customer, or not one alone, has all of it.
 *
 * Anybody can send the address of somebody else, so whoever it finds is recognised, and never written to.
 *
 * @param email as `changedEmail` tells
 * @throws PluginFailed, PluginTransient Salesforce has no usable answer
 */
export async function heldUnderNewEmail(
  session: OAuthSession,
  context: PluginContext<SalesforceOptions>,
  changes: CustomerChanges,
  { accountId }: CustomerIdentity,
  email: string,
): Promise<PluginResult | undefined> {
  const identity = { accountId, contactId: undefined, firstOrderId: undefined, email };
  const known = await findCustomer(session, context, identity);
  return hasRecordsFor(changes, known) ? heldChanges(session, context, changes, known) : undefined;
}
