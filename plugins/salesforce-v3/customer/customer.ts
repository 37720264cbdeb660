import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || undefined);
const person = z.object({
  firstName: text,
  lastName: text,
  email: text,
  phone: text,
  companyName: text,
  company: text,
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
export const customerSchema = z.object({
  customerDetails: person.nullish(),
  billingDetails: person.extend(addressSchema.shape).nullish(),
  deliveryDetails: addressSchema.nullish(),
  country: text,
  tracking: z.object({ accountId: text, contactId: text }).nullish(),
});

/** The customer of an order, with the billing and the delivery address. */
export interface Customer {
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly company: string | undefined;
  readonly billing: PostalAddress | undefined;
  readonly delivery: PostalAddress | undefined;
  /** Salesforce's ids, if the order was started there. */
  readonly known: { readonly accountId: string | undefined; readonly contactId: string | undefined };
}

/**
 * Reads the customer of an order from `customerDetails`, and falls back to `billingDetails` for missing fields.
 *
 * @throws ZodError a field is not text
 */
export function customerOf(order: JsonObject): Customer {
  const { customerDetails, billingDetails, country, deliveryDetails, tracking } = customerSchema.parse(order);
  return {
    firstName: customerDetails?.firstName ?? billingDetails?.firstName,
    lastName: customerDetails?.lastName ?? billingDetails?.lastName,
    email: customerDetails?.email ?? billingDetails?.email,
    phone: customerDetails?.phone ?? billingDetails?.phone,
    company: customerDetails?.companyName ?? customerDetails?.company ?? billingDetails?.company,
    billing: billingDetails ? { ...billingDetails, country: billingDetails.country ?? country } : undefined,
    delivery: deliveryDetails ?? undefined,
    known: { accountId: tracking?.accountId, contactId: tracking?.contactId },
  };
}
