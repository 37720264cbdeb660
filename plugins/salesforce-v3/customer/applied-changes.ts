import type { JsonObject } from '../../../core/json.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import type { SalesforceOptions } from '../options.ts';
import { customerResult } from '../order-actions/customer-result.ts';
import { queryRecords } from '../records/read-records.ts';
import type { CustomerChanges } from './customer-changes.ts';
import type { KnownCustomer } from './find-customer.ts';

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
