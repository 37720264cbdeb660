import type { JsonObject } from '../../core/json.ts';
import { type OrderType, orderTypeOf } from '../../core/order/order-types.ts';
import type { ProbeResult } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../kit/oauth-session.ts';
import { changedEmail, heldUnderNewEmail } from './changed-email.ts';
import { heldChanges } from './customer/applied-changes.ts';
import { type CustomerChanges, changedAddress, changedDetails, changedPayment } from './customer/customer-changes.ts';
import { findCustomer, hasRecordsFor } from './customer/find-customer.ts';
import { identityOf } from './customer/identity.ts';
import type { SalesforceOptions } from './options.ts';
import { customerResult } from './order-actions/customer-result.ts';
import { probeCreated } from './probe-created.ts';

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
