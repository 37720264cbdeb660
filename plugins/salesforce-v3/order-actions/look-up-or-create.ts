import { customerOf, customerSchema } from '../customer/customer.ts';
import { findCustomer } from '../customer/find-customer.ts';
import { identityOf } from '../customer/identity.ts';
import { customerResult } from './customer-result.ts';
import { foundOrNot, lookUp } from './look-up.ts';
import { newOrder } from './new-order.ts';
import type { OrderAction } from './order-action.ts';

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
