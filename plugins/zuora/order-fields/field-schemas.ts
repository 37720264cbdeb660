import * as z from 'zod';

/** A text without the white space around it; empty and null count as absent. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || undefined);

/** A flag; absent and null count as false. */
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** An ISO 8601 date or date-time; null counts as absent. */
export const date = z.iso
  .datetime({ offset: true })
  .or(z.iso.date())
  .nullish()
  .transform((value) => value ?? undefined);

/** How many of something. */
export const quantity = z.number().int().positive().nullish();

/** A customer, or an address with the name of a person. */
export const party = z.object({
  firstName: text,
  lastName: text,
  email: text,
  workEmail: text,
  phone: text,
  workPhone: text,
  otherPhone: text,
  companyName: text,
  company: text,
  address1: text,
  address2: text,
  city: text,
  state: text,
  county: text,
  postalCode: text,
  country: text,
});

const term = z.object({
  type: text,
  length: z.coerce.number().int().positive().nullish(),
  renewal_type: text,
});

const attributes = z.looseObject({ offer_type__limio: text, term__limio: term.nullish() });

/** An offer of the catalogue. */
export const offer = z.object({
  id: text,
  path: text,
  data: z.object({ attributes: attributes.nullish() }).nullish(),
});

/** How an order is paid. */
export const payment = z
  .object({ type: text, zuora: z.object({ refId: text, paymentGateway: text }).nullish() })
  .nullish();

/** An amount of money. */
export const money = z.object({ amount: z.coerce.number().nullish(), currency: text }).nullish();

/** A free object, such as `tracking`. */
export const freeObject = z.record(z.string(), z.unknown()).nullish();

/** What an order of any type may say that Zuora is told. */
export const anyOrder = {
  orderDate: date,
  source: text,
  initiated_source: text,
  tracking: freeObject,
  customFields: freeObject,
  data: z.object({ reason: z.object({ id: text }).nullish() }).nullish(),
};

/** A customer, or an address with the name of a person. */
export type Party = z.output<typeof party>;
/** An offer of the catalogue. */
export type Offer = z.output<typeof offer>;
/** How an order is paid. */
export type Payment = z.output<typeof payment>;
/** What an order of any type may say that Zuora is told. */
export type AnyOrder = z.output<z.ZodObject<typeof anyOrder>>;
