import * as z from 'zod';
import { compiledLater } from '../../../../core/compiled-later.ts';
import { boughtOf } from '../../../../core/order/order-items.ts';
import { orderDiscount } from '../../order-fields/discount.ts';
import { anyOrder, flag, money, offer, party, payment, quantity, text } from '../../order-fields/field-schemas.ts';
import type { Purchase } from '../../order-fields/rate-plans.ts';

/** Whether it is bought or removed; `boughtOf` reads it. */
const orderItemActionType = z.string().nullish();
const addOn = z.object({ id: text, path: text, orderItemActionType, quantity, price: money, offer: offer.nullish() });

const item = z.object({
  id: text,
  parentId: text,
  orderItemActionType,
  quantity,
  price: money,
  offer: offer.nullish(),
  addOns: z.array(addOn).nullish(),
});

/** The schema of the parts of a new order that go to Zuora. Empty texts count as absent. Other fields are ignored. */
export const newOrderSchema = compiledLater(
  z.object({
    ...anyOrder,
    orderItems: z.array(item).min(1),
    country: text,
    customerDetails: party.nullish(),
    billingDetails: party.nullish(),
    deliveryDetails: party.nullish(),
    payment,
    paymentType: text,
    total: money,
    orderDiscount,
    autoRenew: z.boolean().nullish(),
    isGift: flag,
    isRedeem: flag,
  }),
);

/** The parts of a new order that go to Zuora. */
export type NewOrder = z.output<typeof newOrderSchema>;
/** One item of a new order. */
export type OrderItem = NewOrder['orderItems'][number];

/** Returns the purchases of an item that is bought: its offer and those of its add-ons that are bought. */
export function purchasesOf(item: OrderItem, index: number): readonly Purchase[] {
  const at = `orderItems[${index}]`;
  const addOns = boughtOf(item.addOns ?? []).map(({ index: position, item: addOn }) => ({
    path: `${at}.addOns[${position}]`,
    offerPath: addOn.path ?? addOn.offer?.path,
    offerId: addOn.id ?? addOn.offer?.id,
    quantity: addOn.quantity ?? 1,
    price: addOn.price?.amount ?? undefined,
    offer: addOn.offer,
  }));
  const offer = { path: `${at}.offer.path`, offerPath: item.offer?.path, offerId: item.offer?.id };
  const price = item.price?.amount ?? undefined;
  return [{ ...offer, quantity: item.quantity ?? 1, price, offer: item.offer }, ...addOns];
}
