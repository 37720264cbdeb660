import type { Purchase } from '../../order-fields/rate-plans.ts';
import type { OrderItem } from './new-order-schema.ts';

/** What an item of the order subscribes to: its offer, and its add-ons. */
export function purchasesOf(item: OrderItem, index: number): readonly Purchase[] {
  const at = `orderItems[${index}]`;
  const addOns = (item.addOns ?? []).map((addOn, position) => ({
    path: `${at}.addOns[${position}]`,
    offerPath: addOn.path ?? addOn.offer?.path,
    offerId: addOn.id ?? addOn.offer?.id,
    quantity: addOn.quantity ?? 1,
  }));
  const offer = { path: `${at}.offer.path`, offerPath: item.offer?.path, offerId: item.offer?.id };
  return [{ ...offer, quantity: item.quantity ?? 1 }, ...addOns];
}
