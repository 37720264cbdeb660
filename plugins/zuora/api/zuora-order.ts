import type { JsonObject } from '../../../core/json.ts';
import { findOrder } from './find-order.ts';
import { type PlacedOrder, placedOrderSchema } from './placed-order.ts';
import { postOnce } from './post-once.ts';
import type { ZuoraCall } from './zuora-call.ts';

/**
 * Places an order, once ("API Reference", Orders, Create an order).
 *
 * @param json with the `orderNumber` by which it is found when Zuora does not say, or forgot, what became of it
 */
export function placeOrder(call: ZuoraCall, json: JsonObject & { readonly orderNumber: string }): Promise<PlacedOrder> {
  return postOnce<PlacedOrder>(call, {
    path: '/v1/orders',
    json,
    schema: placedOrderSchema,
    doing: 'create the order',
    hasOwnNumber: true,
    find: () => findOrder(call, json.orderNumber),
  });
}
