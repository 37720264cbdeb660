import * as z from 'zod';
import type { JsonObject } from '../json.ts';

const flag = z.boolean().nullish();
const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || undefined);

const receiverSchema = z.object({
  isGift: flag.catch(undefined),
  isRedeem: flag.catch(undefined),
  owner: text.catch(undefined),
  userDetails: z
    .object({ sub: text.catch(undefined) })
    .nullish()
    .catch(undefined),
  giftCode: text.catch(undefined),
  redeemCode: text.catch(undefined),
  payment: z
    .object({ gift_code: text.catch(undefined) })
    .nullish()
    .catch(undefined),
});

/**
 * What an order has to do with a gift. The buyer pays for a `purchase`, which gives nobody a subscription: the recipient gets it
 * by the `redemption`, an order of their own (Limio's page "Gift Offers").
 */
export type GiftStage = 'none' | 'purchase' | 'redemption';

/** Returns what an order has to do with a gift. */
export function giftStageOf(order: object): GiftStage {
  const { isGift, isRedeem } = receiverSchema.parse(order);
  if (isRedeem === true) return 'redemption';
  return isGift === true ? 'purchase' : 'none';
}

/** Returns the code of a gift that an order buys or redeems; undefined if it has none. */
export function giftCodeOf(order: JsonObject): string | undefined {
  const { giftCode, payment, redeemCode } = receiverSchema.parse(order);
  return payment?.gift_code ?? giftCode ?? redeemCode;
}

/** Returns the identity that owns the objects of an order; undefined if the order names none. */
export function ownerOf(order: JsonObject): string | undefined {
  return receiverSchema.parse(order).owner;
}

/**
 * Returns the user who placed an order: its `owner`, or else the logged-in user. Unless the order buys a gift, this is also the
 * user who receives what it buys: a gift is redeemed by its recipient.
 */
export function placedBy(order: JsonObject): string | undefined {
  return ownerOf(order) ?? loggedInUser(order);
}

/** Returns the user who was logged in when the order was placed; undefined if the order names none. */
export function loggedInUser(order: JsonObject): string | undefined {
  return receiverSchema.parse(order).userDetails?.sub;
}

/** Returns the user who receives what an order buys; undefined if the order names nobody, or buys a gift for somebody else. */
export function receiverOf(order: JsonObject): string | undefined {
  return giftStageOf(order) === 'purchase' ? undefined : placedBy(order);
}
