import type { JsonObject } from '../../../core/json.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import type { SalesforceOptions } from '../options.ts';
import { queryRecords } from '../records/read-records.ts';
import type { CustomerChanges } from './customer-changes.ts';
import { customerResult, findCustomer, hasRecordsFor } from './find-customer.ts';
import type { KnownCustomer } from './find-person.ts';
import type { CustomerIdentity } from './identity.ts';

const EMAIL_FIELDS: readonly string[] = ['Email', 'PersonEmail'];

/**
 * Checks whether the customer's records already have every changed value.
 *
 * @returns the step's result; `undefined` if a value differs or the order changes nothing
 * @throws PluginFailed, PluginTransient Salesforce gave no usable reply
 */
export async function findAppliedChanges(
  session: OAuthSession,
  context: PluginContext<SalesforceOptions>,
  { account, contact }: CustomerChanges,
  known: KnownCustomer,
): Promise<PluginResult | undefined> {
  const parts = [
    { object: 'Account', id: known.crmId, fields: account.fields } as const,
    { object: 'Contact', id: known.contactId ?? '', fields: contact.fields } as const,
  ].filter(({ fields }) => Object.keys(fields).length > 0);
  if (parts.length === 0) return undefined;
  for (const { fields, id, object } of parts) {
    const query = { object, fields: Object.keys(fields), where: { Id: id } };
    const [record] = await queryRecords(session, context, query);
    if (record === undefined || !hasValues(record, fields)) return undefined;
  }
  return { output: { ...customerResult(known).output, updated: parts.map(({ object }) => object) } };
}

/**
 * Returns the new e-mail address of a customer who is looked up by the old one, which the change makes useless.
 *
 * @returns `undefined` if the order identifies the customer in another way, or keeps the address
 */
export function changedEmail(
  { contactId, email }: CustomerIdentity,
  { account, contact }: CustomerChanges,
  { namedRecords }: Pick<SalesforceOptions, 'namedRecords'>,
): string | undefined {
  const changed = contact.fields.Email ?? account.fields.PersonEmail;
  const isById = namedRecords === 'trust' && contactId !== undefined;
  if (isById || email === undefined || typeof changed !== 'string') return undefined;
  return changed.toLowerCase() === email.toLowerCase() ? undefined : changed;
}

/**
 * Checks whether an earlier attempt gave the customer a new e-mail address and all other changed values.
 *
 * Anyone can send someone else's address, so this only recognises the customer and writes nothing, and the output has no `byLogin`.
 *
 * @param email from `changedEmail`
 * @returns the step's result; `undefined` unless exactly one customer has all changed values
 * @throws PluginFailed, PluginTransient Salesforce gave no usable reply
 */
export async function findChangesUnderNewEmail(
  session: OAuthSession,
  context: PluginContext<SalesforceOptions>,
  changes: CustomerChanges,
  identity: CustomerIdentity,
  email: string,
): Promise<PluginResult | undefined> {
  const known = await findCustomer(session, context, { ...identity, firstOrderId: undefined, email, isLogin: false });
  return hasRecordsFor(changes, known) ? findAppliedChanges(session, context, changes, known) : undefined;
}

/** Salesforce stores e-mail addresses in lower case and other text as sent. It empties a field that is set to `null`. */
function hasValues(record: Readonly<Record<string, string>>, fields: JsonObject): boolean {
  return Object.entries(fields).every(([field, value]) => {
    const [stored, sent] = [record[field] ?? '', String(value ?? '')];
    return EMAIL_FIELDS.includes(field) ? stored.toLowerCase() === sent.toLowerCase() : stored === sent;
  });
}
