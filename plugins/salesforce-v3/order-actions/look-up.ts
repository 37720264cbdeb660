import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import { checkOrder } from '../../kit/order-actions.ts';
import { customerOf, customerSchema } from '../customer/customer.ts';
import { customerResult, findCustomer } from '../customer/find-customer.ts';
import type { KnownCustomer } from '../customer/find-person.ts';
import { type CustomerIdentity, identityOf, identitySchema } from '../customer/identity.ts';
import type { SalesforceOptions } from '../options.ts';
import { deleteCreated, probeCreated } from './created-customer.ts';
import { newOrder } from './new-order.ts';
import type { OrderAction } from './order-action.ts';

/**
 * Finds the customer of an order that changes nothing in Salesforce, and passes the ids on.
 *
 * A customer who is not in Salesforce is not a failure unless the option `requireAccount` is set: `matched` is then `false`,
 * and there are no ids.
 */
export const lookUp: OrderAction = {
  problems: (order) => checkOrder(identitySchema, order),
  async run(context, session) {
    return lookUpResult(context, await findCustomer(session, context, identityOf(context.order, 'any')));
  },
  async probe() {
    return { applied: false };
  },
};

/**
 * Finds the customer of an order that another system accepted, or that activates a purchase. Creates the customer only if
 * they are not in Salesforce and the order has their name.
 *
 * Without a last name nothing can be created, so such an order is treated as a lookup that found no customer.
 */
export const lookUpOrCreate: OrderAction = {
  problems(order, options) {
    const unreadable = checkOrder(customerSchema, order);
    const problems = unreadable.length > 0 ? unreadable : lookUp.problems(order, options);
    if (problems.length > 0 || customerOf(order).lastName === undefined) return problems;
    return newOrder.problems(order, options);
  },
  async run(context, session) {
    const known = await findCustomer(session, context, purchaserOf(context.order));
    if (known !== undefined) return customerResult(known);
    const { lastName } = customerOf(context.order);
    return lastName === undefined ? lookUpResult(context, undefined) : newOrder.run(context, session);
  },
  async probe(context, session) {
    const known = await findCustomer(session, context, purchaserOf(context.order));
    if (known !== undefined) return { applied: true, ...customerResult(known) };
    return probeCreated(context, session);
  },
  undo: deleteCreated,
};

/** A purchaser with a name is found, or created, as for a new order. */
function purchaserOf(order: JsonObject): CustomerIdentity {
  const identity = identityOf(order, 'any');
  return identity.name === undefined ? identity : { ...identity, email: undefined };
}

/** @throws PluginFailed `account_not_found`: there is no customer, and the options require one */
function lookUpResult(context: PluginContext<SalesforceOptions>, customer: KnownCustomer | undefined): PluginResult {
  if (customer !== undefined) return customerResult(customer);
  if (context.options.requireAccount) {
    throw new PluginFailed(
      'Salesforce has no customer with this tracking.accountId, external id or e-mail address. Send the account id, or set requireAccount to false.',
      { code: 'account_not_found' },
    );
  }
  context.log.warn('The customer is not in Salesforce; later steps get no ids');
  return { output: { matched: false, contactMatched: false } };
}
