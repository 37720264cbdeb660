import type { JsonObject } from '../../core/json.ts';
import { type OrderType, orderTypeOf } from '../../core/order/order-types.ts';
import type { ProbeResult } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../kit/oauth-session.ts';
import { changedEmail, heldChanges, heldUnderNewEmail } from './customer/applied-changes.ts';
import { customerOf } from './customer/customer.ts';
import { type CustomerChanges, changedAddress, changedDetails, changedPayment } from './customer/customer-changes.ts';
import { customerResult, findCustomer, hasRecordsFor, type KnownCustomer } from './customer/find-customer.ts';
import { identityOf } from './customer/identity.ts';
import type { SalesforceOptions } from './options.ts';
import { queryRecords, type RecordQuery } from './records/read-records.ts';
import { externalIdOf } from './records/record-context.ts';

type Probe = (context: PluginContext<SalesforceOptions>, session: OAuthSession) => Promise<ProbeResult>;

/** What each order type asks; the others only look the customer up, and there is nothing that could have happened. */
const PROBES: Readonly<Partial<Record<OrderType, Probe>>> = {
  new: probeCreated,
  external: foundOrCreated,
  activation: foundOrCreated,
  change_address: changed(changedAddress),
  change_payment: changed(changedPayment),
  update_customer_details: changed(changedDetails),
};

/**
 * Looks in Salesforce whether the step had its effect.
 *
 * @throws PluginFailed, PluginTransient Salesforce has no usable answer
 */
export async function probeCustomer(
  context: PluginContext<SalesforceOptions>,
  session: OAuthSession,
): Promise<ProbeResult> {
  const orderType = orderTypeOf(String(context.order.order_type));
  const probe = orderType === undefined ? undefined : PROBES[orderType];
  return probe === undefined ? { applied: false } : probe(context, session);
}

async function foundOrCreated(context: PluginContext<SalesforceOptions>, session: OAuthSession): Promise<ProbeResult> {
  const known = await findCustomer(session, context, identityOf(context.order, 'any'));
  if (known !== undefined) return { applied: true, ...customerResult(known) };
  return probeCreated(context, session);
}

/**
 * Whether the records have the new values already. Setting them again changes nothing, so any other answer is `not applied`;
 * but a customer whom the former e-mail address does not find, and the new one does not tell, may have been changed.
 */
function changed(changesOf: (order: JsonObject, options: SalesforceOptions) => CustomerChanges): Probe {
  return async (context, session) => {
    const changes = changesOf(context.order, context.options);
    const identity = identityOf(context.order, 'login');
    const known = await findCustomer(session, context, identity);
    if (hasRecordsFor(changes, known)) {
      const held = await heldChanges(session, context, changes, known);
      return held === undefined ? { applied: false } : { applied: true, ...held };
    }
    const email = changedEmail(identity, changes);
    if (email === undefined) return { applied: false };
    const held = await heldUnderNewEmail(session, context, changes, identity, email);
    return held === undefined ? { applied: 'unknown' } : { applied: true, ...held };
  };
}

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
