import * as z from 'zod';
import { compiledLater } from '../../../core/compiled-later.ts';
import type { JsonObject } from '../../../core/json.ts';
import { namedSubscription } from '../../../core/order/order-subscription.ts';
import { emailText } from './email-text.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || undefined);
const withEmail = z.object({ email: emailText }).nullish();
const withName = z.object({ email: emailText, firstName: text, lastName: text }).nullish();

/** The schema of the parts of an order that identify its customer. */
export const identitySchema = compiledLater(
  z.object({
    tracking: z.object({ accountId: text, contactId: text }).nullish(),
    userDetails: withEmail,
    customerDetails: withName,
    billingDetails: withName,
  }),
);

/**
 * Which parts of an order identify its customer: `login` accepts only the logged-in user, because the details that an order
 * changes do not prove whose record it may change; `any` also accepts the e-mail addresses of the customer and billing details.
 */
export type Trust = 'login' | 'any';

/** The fields of an order that identify its customer. */
export interface CustomerIdentity {
  readonly trust: Trust;
  /** From `tracking`, which shops fill from the address of a page. */
  readonly accountId: string | undefined;
  readonly contactId: string | undefined;
  /** The order that started the subscription, from the subscription's `ref`: `<order id>/<item id>`. */
  readonly firstOrderId: string | undefined;
  readonly email: string | undefined;
  /** Whether the e-mail address is that of the logged-in user. */
  readonly isLogin: boolean;
  /** The person's name, if the order gives it together with the e-mail address. */
  readonly name: { readonly firstName: string | undefined; readonly lastName: string } | undefined;
}

/** Reads the identity of an order's customer. */
export function identityOf(order: JsonObject, trust: Trust): CustomerIdentity {
  const parts = identitySchema.parse(order);
  const details = [parts.customerDetails, parts.billingDetails].find((part) => part?.email !== undefined);
  const email = parts.userDetails?.email ?? (trust === 'any' ? details?.email : undefined);
  const isNamed = trust === 'any' && details?.email?.toLowerCase() === email?.toLowerCase();
  const { firstName, lastName } = (isNamed ? details : undefined) ?? {};
  return {
    trust,
    accountId: parts.tracking?.accountId,
    contactId: parts.tracking?.contactId,
    firstOrderId: firstOrderOf(order),
    email,
    isLogin: parts.userDetails?.email !== undefined,
    name: lastName === undefined ? undefined : { firstName, lastName },
  };
}

/** A subscription that an order created is named after it: `<order id>/<item id>`. */
function firstOrderOf(order: JsonObject): string | undefined {
  const names = namedSubscription(order)?.names ?? [];
  return names.map((name) => /^(order-[0-9a-f]{32})(\/|$)/.exec(name)?.[1]).find((id) => id !== undefined);
}
