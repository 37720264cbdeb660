import type { ProbeResult } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../kit/oauth-session.ts';
import { customerOf } from './customer/customer.ts';
import type { KnownCustomer } from './customer/find-customer.ts';
import { externalIdOf } from './external-id.ts';
import type { SalesforceOptions } from './options.ts';
import { customerResult } from './order-actions/customer-result.ts';
import { queryRecords, type RecordQuery } from './records/read-records.ts';

type Where = RecordQuery['where'];

/**
 * Looks in Salesforce whether the records that a new order brings are there.
 *
 * By the external id that the step gives them, which tells for certain; a repeat then finds what is there, so that half
 * of it counts as not applied. Without the option `externalIdField` by name and e-mail address: somebody found is who the
 * duplicate rules would match, and nobody found was not created. Several, or an order without an e-mail address, tell
 * nothing.
 */
export async function probeCreated(
  context: PluginContext<SalesforceOptions>,
  session: OAuthSession,
): Promise<ProbeResult> {
  const { createPersonAccount: person, externalIdField } = context.options;
  const { email, firstName, known, lastName } = customerOf(context.order);
  if (known.accountId !== undefined && known.contactId !== undefined) return { applied: false };
  if (externalIdField !== undefined) {
    const where = { [externalIdField]: externalIdOf(context) };
    const [made] = await customersWith(context, session, where);
    if (made?.contactId === undefined) return { applied: false };
    const matched = !person && (await accountsWith(context, session, where)).length === 0;
    return { applied: true, output: { ...made, contactId: made.contactId, matched, contactMatched: false } };
  }
  if (email === undefined || lastName === undefined) return { applied: 'unknown' };
  const names = { LastName: lastName, ...(firstName === undefined ? {} : { FirstName: firstName }) };
  const where = { ...names, [person ? 'PersonEmail' : 'Email']: email };
  const [found, ...others] = await customersWith(context, session, where);
  if (others.length > 0) return { applied: 'unknown' };
  return found?.contactId === undefined ? { applied: false } : { applied: true, ...customerResult(found) };
}

async function customersWith(
  context: PluginContext<SalesforceOptions>,
  session: OAuthSession,
  where: Where,
): Promise<readonly KnownCustomer[]> {
  if (context.options.createPersonAccount) {
    const fields = ['Id', 'PersonContactId'];
    const rows = await queryRecords(session, context, { object: 'Account', fields, where });
    return rows.flatMap(({ Id, PersonContactId }) =>
      Id === undefined ? [] : [{ crmId: Id, contactId: PersonContactId }],
    );
  }
  const rows = await queryRecords(session, context, { object: 'Contact', fields: ['Id', 'AccountId'], where });
  return rows.flatMap(({ AccountId, Id }) => (AccountId === undefined ? [] : [{ crmId: AccountId, contactId: Id }]));
}

function accountsWith(context: PluginContext<SalesforceOptions>, session: OAuthSession, where: Where) {
  return queryRecords(session, context, { object: 'Account', fields: ['Id'], where });
}
