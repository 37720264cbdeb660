import * as z from 'zod';
import type { JsonObject } from '../json.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || undefined);

/** Every field in which channels name the subscription of an order. */
const subscriptionSchema = z.object({
  subscriptionRef: text,
  subscriptionId: text,
  sub_reference: text,
  forSubscription: z.object({ id: text, name: text, ref: text }).nullish(),
});

/** A record id of the shop, which means nothing to other systems. */
const RECORD_ID = /^sub-[0-9a-f]{32}$/;

/** The subscription that an order is about. */
export interface NamedSubscription {
  /**
   * The number or internal id under which the billing system knows it: `subscriptionRef`, `forSubscription.name`, or an id that
   * is no record id of the shop.
   */
  readonly key?: string | undefined;
  /** Two numbers of different subscriptions; then `key` is the first. */
  readonly conflict?: readonly [string, string];
  /** The id of the shop's own record: `sub-` and 32 hex digits. */
  readonly recordId?: string | undefined;
  /** The number that a new order gives to its first subscription. */
  readonly newNumber?: string | undefined;
  /** The order and the item that created it: `<order id>/<item id>`. */
  readonly ref?: string | undefined;
  /** Every name that the order has for it, without repeats. */
  readonly names: readonly string[];
}

/**
 * Reads which subscription an order is about.
 *
 * @returns undefined if one of the fields does not contain text
 */
export function namedSubscription(order: JsonObject): NamedSubscription | undefined {
  const parsed = subscriptionSchema.safeParse(order);
  if (!parsed.success) return undefined;
  const { forSubscription, sub_reference: newNumber, subscriptionId, subscriptionRef } = parsed.data;
  const { id, name, ref } = forSubscription ?? {};
  const ids = [id, subscriptionId].filter((known) => known !== undefined);
  const known = [id, name, ref, subscriptionRef, subscriptionId, newNumber].filter((each) => each !== undefined);
  const isConflict = subscriptionRef !== undefined && name !== undefined && subscriptionRef !== name;
  return {
    key: subscriptionRef ?? name ?? ids.find((each) => !RECORD_ID.test(each)),
    ...(isConflict && { conflict: [subscriptionRef, name] as const }),
    recordId: ids.find((each) => RECORD_ID.test(each)),
    newNumber,
    ref,
    names: [...new Set(known)],
  };
}
