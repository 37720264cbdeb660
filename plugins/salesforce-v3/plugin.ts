import { openOAuthSession } from '../../core/partner/oauth-session.ts';
import { actionOf, type OrderActions, orderProblems } from '../../core/partner/order-actions.ts';
import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { type SalesforceOptions, salesforceOptions } from './options.ts';
import { newOrder } from './order-actions/new-order.ts';
import type { OrderAction } from './order-actions/order-action.ts';

const ORDER_ACTIONS: OrderActions<SalesforceOptions, OrderAction> = { new: newOrder };

/**
 * Creates the customer's account and contact in Salesforce, or finds them by the org's duplicate rules.
 *
 * Idempotent by the org's duplicate rules, which must be active and block for accounts and for contacts, or exactly, by
 * the option `externalIdField`. Salesforce's standard rule knows a business account by name and billing address: without
 * `includeBillingDetails`, set `externalIdField`. Uses the
 * OAuth 2.0 client credentials flow ("Salesforce Help", OAuth 2.0 Client Credentials Flow for Server-to-Server
 * Integration) and the sObject resources ("REST API Developer Guide", sObject Basic Information). Limio keeps
 * `sendWholeOrder` and `orderDataOptions` among this plugin's options; here they belong to platformEvents, which
 * publishes.
 */
export const salesforceV3 = definePlugin({
  name: 'salesforceV3',
  service: 'salesforce',
  summary: 'Creates the customer in Salesforce, or finds them there, and passes the ids on.',
  effect: 'idempotent',
  options: salesforceOptions,
  secrets: (options) => [options.connection],
  check: (order, options) => orderProblems(ORDER_ACTIONS, order, options),
  async run(context) {
    const action = actionOf(ORDER_ACTIONS, context.order, context.options);
    const partner = { name: 'Salesforce', tokenPath: '/services/oauth2/token' };
    return action.run(context, await openOAuthSession(context, partner, context.options.connection));
  },
});
