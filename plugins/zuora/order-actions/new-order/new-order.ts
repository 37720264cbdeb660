import { orderResult } from '../../api/placed-order.ts';
import { orderNumberOf } from '../../api/request-names.ts';
import { placeOrder } from '../../api/zuora-order.ts';
import { namedAccount } from '../../order-fields/account-target.ts';
import type { OrderAction } from '../order-action.ts';
import { readAccountIn } from '../read-account-in.ts';
import { currencyOf } from './new-account.ts';
import { newOrderSchema } from './new-order-schema.ts';
import { orderRequest } from './order-request.ts';
import { problems } from './problems.ts';

/**
 * Creates the subscriptions of a new order, once, however often it is run.
 *
 * An account that the order names has a currency of its own, in which Zuora would place and collect the order: it is read
 * before, and an order in another currency fails with `currency_mismatch`. An order without a currency takes the account's.
 *
 * Output: `accountNumber`, `orderNumber`, `status`, `subscriptionNumbers` and the first of them as `subscriptionNumber`.
 */
export const newOrder: OrderAction = {
  problems,
  async run(call) {
    const { context } = call;
    const order = newOrderSchema.parse(context.order);
    const existingAccountNumber = namedAccount(context.order, context.options);
    const currency = currencyOf(order);
    if (existingAccountNumber !== undefined && currency !== undefined) {
      await readAccountIn(call, existingAccountNumber, currency);
    }
    const crmId = context.results[context.options.salesforceStep]?.crmId;
    const json = orderRequest(order, {
      options: context.options,
      idempotencyKey: context.idempotencyKey,
      orderNumber: orderNumberOf(context.idempotencyKey),
      existingAccountNumber,
      crmId: typeof crmId === 'string' ? crmId : undefined,
      now: context.now,
    });
    return orderResult(await placeOrder(call, json));
  },
};
