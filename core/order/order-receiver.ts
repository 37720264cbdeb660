import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

/** Returns a text without spaces around it; undefined for anything else, and for nothing but spaces. */
function trimmed(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value.trim() || undefined : undefined;
}

function fieldsOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/**
 * What an order has to do with a gift. The buyer pays for a `purchase`, which gives nobody a subscription: the recipient gets it
 * by the `redemption`, an order of their own (Limio's page "Gift Offers").
 */
export type GiftStage = 'none' | 'purchase' | 'redemption';

/** Returns what an order has to do with a gift. */
export function giftStageOf(order: object): GiftStage {
  const { isGift, isRedeem } = order as Readonly<Record<string, unknown>>;
  if (isRedeem === true) return 'redemption';
  return isGift === true ? 'purchase' : 'none';
}

/** Returns the code of a gift that an order buys or redeems; undefined if it has none. */
export function giftCodeOf(order: JsonObject): string | undefined {
  const { giftCode, payment, redeemCode } = order;
  return trimmed(fieldsOf(payment).gift_code) ?? trimmed(giftCode) ?? trimmed(redeemCode);
}

/** Returns the identity that owns the objects of an order; undefined if the order names none. */
export function ownerOf(order: JsonObject): string | undefined {
  return trimmed(order.owner);
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
  return trimmed(fieldsOf(order.userDetails).sub);
}

/** Returns the user who receives what an order buys; undefined if the order names nobody, or buys a gift for somebody else. */
export function receiverOf(order: JsonObject): string | undefined {
  return giftStageOf(order) === 'purchase' ? undefined : placedBy(order);
}
