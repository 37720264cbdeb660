import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { RECOGNISED_BY_DATA } from '../../core/plugin/idempotency.ts';
import { openOAuthSession } from '../kit/oauth-session.ts';
import { actionFor, type OrderActions, orderProblems, requireAction } from '../kit/order-actions.ts';
import { SALESFORCE } from '../kit/salesforce.ts';
import { changedAddress, changedDetails, changedPayment } from './customer/customer-changes.ts';
import { salesforceOptions } from './options.ts';
import { lookUp, lookUpOrCreate } from './order-actions/look-up.ts';
import { newOrder } from './order-actions/new-order.ts';
import type { OrderAction } from './order-actions/order-action.ts';
import { updateCustomer } from './order-actions/update-customer.ts';

const ORDER_ACTIONS: OrderActions<OrderAction> = {
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
 * Finds the customer of a new order in Salesforce, or creates them. Updates the customer if an order changes their details.
 * Finds the customer of every other order. Passes the ids on in each case.
 *
 * Output for every order type: `crmId` (the account) and `contactId` if known, whether each existed before (`matched`,
 * `contactMatched`), `updated`, the objects that an order changed, and `dropped` and `shortened`, the fields that Salesforce
 * did not get as the order has them.
 *
 * A person is known by e-mail address, last name and first name together; the org's duplicate rules recognise a company. Exactly
 * idempotent through the option `externalIdField`, otherwise through the person, or the name and billing address of an account,
 * so set `externalIdField` unless `includeBillingDetails` is on. Uses the OAuth 2.0 client credentials flow ("Salesforce
 * Help", OAuth 2.0 Client Credentials Flow for Server-to-Server Integration) and the sObject and query resources ("REST API
 * Developer Guide"). Limio's options `sendWholeOrder` and `orderDataOptions` belong to platformEvents here, which publishes
 * the event. See docs/reference/salesforce.md.
 */
export const salesforceV3 = definePlugin({
  name: 'salesforceV3',
  service: 'salesforce',
  summary: 'Creates, finds or updates the customer in Salesforce, and passes the ids on.',
  effect: { idempotent: RECOGNISED_BY_DATA },
  options: salesforceOptions,
  expressions: { accountFields: 'order', contactFields: 'order' },
  secrets: (options) => [options.connection],
  connection: (options) => options.connection,
  check: (order, options) => orderProblems(ORDER_ACTIONS, order, options),
  async run(context) {
    const action = requireAction(ORDER_ACTIONS, context.order, context.options);
    return action.run(context, await openOAuthSession(context, SALESFORCE, context.options.connection));
  },
  async probe(context) {
    const { options, order } = context;
    const action = actionFor(ORDER_ACTIONS, order);
    // A run sends no request for an order that it cannot process.
    if (action === undefined || action.problems(order, options).length > 0) return { applied: false };
    return action.probe(context, await openOAuthSession(context, SALESFORCE, options.connection));
  },
  async compensate(context) {
    const { log, options, order } = context;
    const action = actionFor(ORDER_ACTIONS, order);
    // The customer still exists after the order is cancelled, so by default their records stay.
    if (!options.deleteOnUndo || action?.undo === undefined) return log.info('Kept the customer in Salesforce');
    await action.undo(context, await openOAuthSession(context, SALESFORCE, options.connection));
  },
});
