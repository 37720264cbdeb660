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

/** A postal address as an order carries it. Empty texts count as absent. */
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

/** The parts of an order that Salesforce is told. Empty texts count as absent. */
export const customerSchema = z.object({
  customerDetails: person.nullish(),
  billingDetails: person.extend(addressSchema.shape).nullish(),
  deliveryDetails: addressSchema.nullish(),
  country: text,
  tracking: z.object({ accountId: text, contactId: text }).nullish(),
});

/** Who ordered, and where the bill and the goods go. */
export interface Customer {
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly company: string | undefined;
  readonly billing: PostalAddress | undefined;
  readonly delivery: PostalAddress | undefined;
  /** Ids that Salesforce gave along when the order was started there. */
  readonly known: { readonly accountId: string | undefined; readonly contactId: string | undefined };
}

/**
 * Reads the customer of an order: `customerDetails` first, what is not there from `billingDetails`.
 *
 * @throws ZodError a field has another type than text
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
