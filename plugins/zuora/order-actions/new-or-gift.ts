import type { JsonObject } from '../../../core/json.ts';
import { giftStageOf } from '../../../core/order/order-receiver.ts';
import { giftPurchase } from './gift/gift-purchase.ts';
import { newOrder } from './new-order/new-order.ts';
import type { OrderAction } from './order-action.ts';

/** What a new order does: it charges for a gift, or creates subscriptions, also those of a gift that is redeemed. */
export const newOrGift: OrderAction = {
  problems: (order, options) => actionOf(order).problems(order, options),
  run: (call) => actionOf(call.context.order).run(call),
  probe: (call) => actionOf(call.context.order).probe(call),
  leavesParts: (order) => giftStageOf(order) === 'purchase',
  undo: async (call) => actionOf(call.context.order).undo?.(call),
};

function actionOf(order: JsonObject): OrderAction {
  return giftStageOf(order) === 'purchase' ? giftPurchase : newOrder;
}
