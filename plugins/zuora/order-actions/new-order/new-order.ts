import { placeOrder } from '../../api/place-order.ts';
import { orderResult } from '../../api/placed-order.ts';
import { orderNumberOf } from '../../api/request-names.ts';
import { namedAccount } from '../../order-fields/account-target.ts';
import type { OrderAction } from '../order-action.ts';
import { newOrderSchema } from './new-order-schema.ts';
import { orderRequest } from './order-request.ts';
import { problems } from './problems.ts';

/**
 * Creates the subscriptions of a new order, once, however often it is run.
 *
 * Output: `accountNumber`, `orderNumber`, `status`, `subscriptionNumbers` and the first of them as `subscriptionNumber`.
 */
export const newOrder: OrderAction = {
  problems,
  async run(call) {
    const { context } = call;
    const crmId = context.results[context.options.salesforceStep]?.crmId;
    const json = orderRequest(newOrderSchema.parse(context.order), {
      options: context.options,
      idempotencyKey: context.idempotencyKey,
      orderNumber: orderNumberOf(context.idempotencyKey),
      existingAccountNumber: namedAccount(context.order, context.options),
      crmId: typeof crmId === 'string' ? crmId : undefined,
      today: context.now(),
    });
    return orderResult(await placeOrder(call, json));
  },
};
