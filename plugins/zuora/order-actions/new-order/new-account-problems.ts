import type { ActionProblem } from '../../../kit/order-actions.ts';
import { lengthProblems } from '../../order-fields/limits.ts';
import { billTo, currencyOf, soldTo } from './new-account.ts';
import type { NewOrder } from './new-order-schema.ts';

/** Reports what an order lacks for the account that it creates, and what is too long for it. */
export function newAccountProblems(order: NewOrder): readonly ActionProblem[] {
  const contact = billTo(order);
  const delivery = soldTo(order);
  const needed = {
    'total.currency': currencyOf(order),
    'billingDetails.firstName': contact.firstName,
    'billingDetails.lastName': contact.lastName,
    'billingDetails.country': contact.country,
    ...(delivery && {
      'deliveryDetails.firstName': delivery.firstName,
      'deliveryDetails.lastName': delivery.lastName,
    }),
  };
  const missing = Object.entries(needed).flatMap(([path, value]) => {
    const message = 'Expected a value, which Zuora requires of a new account, found none. Send it with the order.';
    return value === undefined ? [{ path, code: 'order_invalid', message }] : [];
  });
  return [
    ...missing,
    ...lengthProblems('customerDetails', order.customerDetails),
    ...lengthProblems('billingDetails', order.billingDetails),
    ...lengthProblems('deliveryDetails', order.deliveryDetails),
  ];
}
