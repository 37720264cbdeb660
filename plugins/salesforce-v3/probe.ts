import type { JsonObject } from '../../core/json.ts';
import { type OrderType, orderTypeOf } from '../../core/order/order-types.ts';
import type { OAuthSession } from '../../core/partner/oauth-session.ts';
import type { ProbeResult } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { type CustomerChanges, changedAddress, changedDetails, changedPayment } from './customer-changes.ts';
import { findCustomer } from './find-customer.ts';
import { identityOf } from './identity.ts';
import type { SalesforceOptions } from './options.ts';
import { customerResult } from './order-actions/customer-result.ts';
import { probeCreated } from './probe-created.ts';
import { queryRecords } from './query-records.ts';

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

/** Whether the records have the new values already. Setting them again changes nothing, so any other answer is `not applied`. */
function changed(changesOf: (order: JsonObject, options: SalesforceOptions) => CustomerChanges): Probe {
  return async (context, session) => {
    const { account, contact } = changesOf(context.order, context.options);
    const known = await findCustomer(session, context, identityOf(context.order, 'login'));
    const hasContact = Object.keys(contact).length > 0;
    if (known === undefined || (hasContact && known.contactId === undefined)) return { applied: false };
    const parts = [
      { object: 'Account', id: known.crmId, fields: account } as const,
      { object: 'Contact', id: known.contactId ?? '', fields: contact } as const,
    ].filter(({ fields }) => Object.keys(fields).length > 0);
    if (parts.length === 0) return { applied: false };
    for (const { fields, id, object } of parts) {
      const asked = { object, fields: Object.keys(fields), where: { Id: id } };
      const [record] = await queryRecords(session, context, asked);
      if (record === undefined || !holds(record, fields)) return { applied: false };
    }
    const output = { ...customerResult(known).output, updated: parts.map(({ object }) => object) };
    return { applied: true, output };
  };
}

const EMAIL_FIELDS: readonly string[] = ['Email', 'PersonEmail'];

/** Salesforce keeps e-mail addresses in lower case, and any other text as it was sent; it empties a field set to null. */
function holds(record: Readonly<Record<string, string>>, fields: JsonObject): boolean {
  return Object.entries(fields).every(([field, value]) => {
    const [shown, sent] = [record[field] ?? '', String(value ?? '')];
    return EMAIL_FIELDS.includes(field) ? shown.toLowerCase() === sent.toLowerCase() : shown === sent;
  });
}
