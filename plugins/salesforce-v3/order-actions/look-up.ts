import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import { customerOf, customerSchema } from '../customer/customer.ts';
import { customerResult, findCustomer, type KnownCustomer } from '../customer/find-customer.ts';
import { identityIssues, identityOf } from '../customer/identity.ts';
import type { SalesforceOptions } from '../options.ts';
import { newOrder } from './new-order.ts';
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

/**
 * Finds the customer of an order that originated elsewhere, or that activates what was bought; creates them only when
 * Salesforce does not know them and the order says who they are.
 *
 * An order without a last name cannot create anybody and is answered as a lookup that found nobody.
 */
export const lookUpOrCreate: OrderAction = {
  problems(order, options) {
    const issues = customerSchema.safeParse(order).error?.issues ?? [];
    const found = issues.map(({ message, path }) => ({ path: path.join('.'), code: 'order_invalid', message }));
    return found.length > 0 ? found : lookUp.problems(order, options);
  },
  async run(context, session) {
    const known = await findCustomer(session, context, identityOf(context.order, 'any'));
    if (known !== undefined) return customerResult(known);
    const { lastName } = customerOf(context.order);
    return lastName === undefined ? foundOrNot(context, undefined) : newOrder.run(context, session);
  },
};
