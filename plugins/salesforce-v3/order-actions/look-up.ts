import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import { findCustomer, type KnownCustomer } from '../customer/find-customer.ts';
import { identityIssues, identityOf } from '../customer/identity.ts';
import type { SalesforceOptions } from '../options.ts';
import { customerResult } from './customer-result.ts';
import type { OrderAction } from './order-action.ts';

/**
 * Finds the customer of an order that changes nothing in Salesforce, and passes the ids on.
 *
 * A customer whom Salesforce does not know is no failure unless the option `requireAccount` says so: `matched` is then
 * false, and there are no ids.
 */
export const lookUp: OrderAction = {
  problems: (order) =>
    identityIssues(order).map(({ message, path }) => ({ path: path.join('.'), code: 'order_invalid', message })),
  async run(context, session) {
    return foundOrNot(context, await findCustomer(session, context, identityOf(context.order, 'any')));
  },
};

/**
 * The output for a customer that was looked up.
 *
 * @throws PluginFailed nobody was found, and the options require an account
 */
export function foundOrNot(
  context: PluginContext<SalesforceOptions>,
  customer: KnownCustomer | undefined,
): PluginResult {
  if (customer !== undefined) return customerResult(customer);
  if (context.options.requireAccount) {
    throw new PluginFailed(
      'Expected Salesforce to know the customer, found nobody by tracking.accountId, external id or e-mail address. Send the account id, or set requireAccount to false.',
      { code: 'account_not_found' },
    );
  }
  context.log.warn('Salesforce does not know the customer; later steps get no ids');
  return { output: { matched: false, contactMatched: false } };
}
