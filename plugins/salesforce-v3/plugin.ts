import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { openOAuthSession } from '../kit/oauth-session.ts';
import { actionOf, type OrderActions, orderProblems } from '../kit/order-actions.ts';
import { deleteCreated, deletesOnUndo } from './compensate.ts';
import { changedAddress, changedDetails, changedPayment } from './customer/customer-changes.ts';
import { type SalesforceOptions, salesforceOptions } from './options.ts';
import { lookUp, lookUpOrCreate } from './order-actions/look-up.ts';
import { newOrder } from './order-actions/new-order.ts';
import type { OrderAction } from './order-actions/order-action.ts';
import { updateCustomer } from './order-actions/update-customer.ts';
import { probeCustomer } from './probe.ts';

const SALESFORCE = { name: 'Salesforce', tokenPath: '/services/oauth2/token' };

const ORDER_ACTIONS: OrderActions<SalesforceOptions, OrderAction> = {
  new: newOrder,
  external: lookUpOrCreate,
  activation: lookUpOrCreate,
  change_address: updateCustomer(changedAddress),
  change_payment: updateCustomer(changedPayment),
  update_customer_details: updateCustomer(changedDetails),
  cancel_subscription: lookUp,
  change_offer: lookUp,
  add_offer: lookUp,
  update_subscription: lookUp,
  renew: lookUp,
  refund: lookUp,
  credit: lookUp,
};

/**
 * Puts the customer of a new order into Salesforce, or finds them by the org's duplicate rules; updates them where an
 * order changes their details; finds them for every other order, and passes the ids on.
 *
 * Output of every type: `crmId` (the account) and `contactId` where they are known, and whether each was there before
 * (`matched`, `contactMatched`); `updated`, the objects that an order changed.
 *
 * Idempotent by the org's duplicate rules, which must be active and block for accounts and for contacts, or exactly, by
 * the option `externalIdField`. Salesforce's standard rule knows a business account by name and billing address: without
 * `includeBillingDetails`, set `externalIdField`. Uses the OAuth 2.0 client credentials flow ("Salesforce Help", OAuth
 * 2.0 Client Credentials Flow for Server-to-Server Integration) and the sObject and query resources ("REST API Developer
 * Guide"). Limio keeps `sendWholeOrder` and `orderDataOptions` among this plugin's options; here they belong to
 * platformEvents, which publishes.
 */
export const salesforceV3 = definePlugin({
  name: 'salesforceV3',
  service: 'salesforce',
  summary: 'Creates, finds or updates the customer in Salesforce, and passes the ids on.',
  effect: 'idempotent',
  options: salesforceOptions,
  secrets: (options) => [options.connection],
  check: (order, options) => orderProblems(ORDER_ACTIONS, order, options),
  async run(context) {
    const action = actionOf(ORDER_ACTIONS, context.order, context.options);
    return action.run(context, await openOAuthSession(context, SALESFORCE, context.options.connection));
  },
  async probe(context) {
    if (orderProblems(ORDER_ACTIONS, context.order, context.options).length > 0) return { applied: false };
    return probeCustomer(context, await openOAuthSession(context, SALESFORCE, context.options.connection));
  },
  async compensate(context) {
    if (!deletesOnUndo(context)) return context.log.info('What Salesforce knows of the customer is kept');
    await deleteCreated(context, await openOAuthSession(context, SALESFORCE, context.options.connection));
  },
});
