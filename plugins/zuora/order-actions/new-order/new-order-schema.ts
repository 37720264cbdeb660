import * as z from 'zod';
import { anyOrder, flag, money, offer, party, payment, quantity, text } from '../../order-fields/field-schemas.ts';

const addOn = z.object({ id: text, path: text, quantity, offer: offer.nullish() });

const item = z.object({
  id: text,
  parentId: text,
  quantity,
  price: z.object({ currency: text }).nullish(),
  offer: offer.nullish(),
  addOns: z.array(addOn).nullish(),
});

/** The parts of a new order that Zuora is told. Empty texts count as absent; what is not named is ignored. */
export const newOrderSchema = z.object({
  ...anyOrder,
  orderItems: z.array(item).min(1),
  sub_reference: text,
  country: text,
  customerDetails: party.nullish(),
  billingDetails: party.nullish(),
  deliveryDetails: party.nullish(),
  payment,
  paymentType: text,
  total: money,
  orderDiscount: z.looseObject({}).nullish(),
  autoRenew: z.boolean().nullish(),
  isGift: flag,
  isRedeem: flag,
});

/** A new order as this plugin reads it. */
export type NewOrder = z.output<typeof newOrderSchema>;
/** One item of a new order. */
export type OrderItem = NewOrder['orderItems'][number];
