import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || undefined);
const withEmail = z.object({ email: text }).nullish();

const identitySchema = z.object({
  tracking: z.object({ accountId: text, contactId: text }).nullish(),
  userDetails: withEmail,
  customerDetails: withEmail,
  billingDetails: withEmail,
  forSubscription: z.object({ ref: text }).nullish(),
  subscriptionRef: text,
});

/** What an order says of who its customer is. */
export interface CustomerIdentity {
  readonly accountId: string | undefined;
  readonly contactId: string | undefined;
  /** The order that the subscription began with: its `ref` is `<order id>/<item id>`. */
  readonly firstOrderId: string | undefined;
  readonly email: string | undefined;
}

/**
 * Who the order says that its customer is.
 *
 * @param trust `login` takes an e-mail address from the claims of the logged-in user alone: what an order changes cannot
 *   tell whose record it may change. `any` takes those of the customer and of the bill as well.
 */
export function identityOf(order: JsonObject, trust: 'login' | 'any'): CustomerIdentity {
  const parts = identitySchema.parse(order);
  const claimed = parts.customerDetails?.email ?? parts.billingDetails?.email;
  const ref = parts.forSubscription?.ref ?? parts.subscriptionRef;
  return {
    accountId: parts.tracking?.accountId,
    contactId: parts.tracking?.contactId,
    firstOrderId: /^(order-[0-9a-f]{32})(\/|$)/.exec(ref ?? '')?.[1],
    email: parts.userDetails?.email ?? (trust === 'any' ? claimed : undefined),
  };
}

/** The problems of an order whose customer cannot be read. */
export function identityIssues(order: JsonObject): readonly z.core.$ZodIssue[] {
  return identitySchema.safeParse(order).error?.issues ?? [];
}
