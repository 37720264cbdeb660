import * as z from 'zod';
import { compiledLater } from '../../../core/compiled-later.ts';
import type { JsonObject } from '../../../core/json.ts';
import { parsedOrder } from '../../kit/parsed-order.ts';
import { emailText } from './email-text.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || undefined);
const person = z.object({
  firstName: text,
  lastName: text,
  email: emailText,
  phone: text,
  companyName: text,
  company: text,
});
const accountId = text.refine((id) => id === undefined || /^001[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/.test(id), {
  error: 'expected the id of an account in Salesforce, which begins with 001',
});

/** The schema of a postal address in an order. Empty texts count as absent. */
export const addressSchema = z.object({
  address1: text,
  address2: text,
  city: text,
  state: text,
  postalCode: text,
  country: text,
});

/** A postal address of an order. */
export type PostalAddress = z.output<typeof addressSchema>;

/** The schema of the parts of an order that go to Salesforce. Empty texts count as absent. */
export const customerSchema = compiledLater(
  z.object({
    customerDetails: person.nullish(),
    billingDetails: person.extend(addressSchema.shape).nullish(),
    deliveryDetails: addressSchema.nullish(),
    country: text,
    tracking: z.object({ accountId: text, contactId: text }).nullish(),
    partnerSalesforceAccountId: accountId,
    forPartner: z.union([z.string(), z.object({ partnerSalesforceAccountId: accountId })]).nullish(),
  }),
);

/** What identifies a person: all three must agree. */
export interface Person {
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly email: string | undefined;
}

/** The customer of an order, with the billing and the delivery address. */
export interface Customer extends Person {
  readonly phone: string | undefined;
  readonly company: string | undefined;
  readonly billing: PostalAddress | undefined;
  readonly delivery: PostalAddress | undefined;
  /** Salesforce's ids, if the order was started there. */
  readonly known: { readonly accountId: string | undefined; readonly contactId: string | undefined };
  /** Account of the partner organisation that sold the order. */
  readonly partnerAccountId: string | undefined;
}

/**
 * Reads the customer of an order from `customerDetails`, and falls back to `billingDetails` for missing fields. The partner's
 * account is `partnerSalesforceAccountId`, of the order or its `forPartner`.
 *
 * @throws ZodError a field is not text, or the partner's account is no id
 */
export function customerOf(order: JsonObject): Customer {
  const parsed = parsedOrder(customerSchema, order);
  const { customerDetails, billingDetails, country, deliveryDetails, forPartner, tracking } = parsed;
  const partner = typeof forPartner === 'string' ? undefined : forPartner?.partnerSalesforceAccountId;
  return {
    // The first name of one person never goes with the last name of another.
    firstName: customerDetails?.firstName ?? (customerDetails?.lastName ? undefined : billingDetails?.firstName),
    lastName: customerDetails?.lastName ?? billingDetails?.lastName,
    email: customerDetails?.email ?? billingDetails?.email,
    phone: customerDetails?.phone ?? billingDetails?.phone,
    company: customerDetails?.companyName ?? customerDetails?.company ?? billingDetails?.company,
    billing: billingDetails ? { ...billingDetails, country: billingDetails.country ?? country } : undefined,
    delivery: deliveryDetails ?? undefined,
    known: { accountId: tracking?.accountId, contactId: tracking?.contactId },
    partnerAccountId: parsed.partnerSalesforceAccountId ?? partner,
  };
}
