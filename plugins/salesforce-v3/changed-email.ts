import type { PluginResult } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../kit/oauth-session.ts';
import { heldChanges } from './customer/applied-changes.ts';
import type { CustomerChanges } from './customer/customer-changes.ts';
import { findCustomer, hasRecordsFor } from './customer/find-customer.ts';
import type { CustomerIdentity } from './customer/identity.ts';
import type { SalesforceOptions } from './options.ts';

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
