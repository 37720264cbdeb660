import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { namedSubscription } from '../../../core/order/order-subscription.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || undefined);
const withEmail = z.object({ email: text }).nullish();

/** The schema of the parts of an order that identify its customer. */
export const identitySchema = z.object({
  tracking: z.object({ accountId: text, contactId: text }).nullish(),
  userDetails: withEmail,
  customerDetails: withEmail,
  billingDetails: withEmail,
});

/** The fields of an order that identify its customer. */
export interface CustomerIdentity {
  readonly accountId: string | undefined;
  readonly contactId: string | undefined;
  /** The order that started the subscription, from the subscription's `ref`: `<order id>/<item id>`. */
  readonly firstOrderId: string | undefined;
  readonly email: string | undefined;
}

/**
 * Reads the identity of an order's customer.
 *
 * @param trust `login` accepts only the e-mail address of the logged-in user, because the details that an order changes do
 *   not prove whose record it may change; `any` also accepts the e-mail addresses of the customer and billing details
 */
export function identityOf(order: JsonObject, trust: 'login' | 'any'): CustomerIdentity {
  const parts = identitySchema.parse(order);
  const claimed = parts.customerDetails?.email ?? parts.billingDetails?.email;
  return {
    accountId: parts.tracking?.accountId,
    contactId: parts.tracking?.contactId,
    firstOrderId: firstOrderOf(order),
    email: parts.userDetails?.email ?? (trust === 'any' ? claimed : undefined),
  };
}

/** A subscription that an order created is named after it: `<order id>/<item id>`. */
function firstOrderOf(order: JsonObject): string | undefined {
  const names = namedSubscription(order)?.names ?? [];
  return names.map((name) => /^(order-[0-9a-f]{32})(\/|$)/.exec(name)?.[1]).find((id) => id !== undefined);
}
