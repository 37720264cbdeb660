import * as z from 'zod';

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || undefined);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

const party = z.object({
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
const offer = z.object({ id: text, path: text, data: z.object({ attributes: attributes.nullish() }).nullish() });
const addOn = z.object({
  id: text,
  path: text,
  quantity: z.number().int().positive().nullish(),
  offer: offer.nullish(),
});

const item = z.object({
  id: text,
  parentId: text,
  quantity: z.number().int().positive().nullish(),
  price: z.object({ currency: text }).nullish(),
  offer: offer.nullish(),
  addOns: z.array(addOn).nullish(),
});

/** The parts of a new order that Zuora is told. Empty texts count as absent; what is not named is ignored. */
export const newOrderSchema = z.object({
  orderItems: z.array(item).min(1),
  orderDate: z.iso
    .datetime({ offset: true })
    .or(z.iso.date())
    .nullish()
    .transform((value) => value ?? undefined),
  sub_reference: text,
  country: text,
  customerDetails: party.nullish(),
  billingDetails: party.nullish(),
  deliveryDetails: party.nullish(),
  payment: z.object({ type: text, zuora: z.object({ refId: text, paymentGateway: text }).nullish() }).nullish(),
  paymentType: text,
  total: z.object({ amount: z.coerce.number().nullish(), currency: text }).nullish(),
  orderDiscount: z.looseObject({}).nullish(),
  autoRenew: z.boolean().nullish(),
  isGift: flag,
  isRedeem: flag,
  source: text,
  initiated_source: text,
  tracking: z.record(z.string(), z.unknown()).nullish(),
  customFields: z.record(z.string(), z.unknown()).nullish(),
});

/** A new order as this plugin reads it. */
export type NewOrder = z.output<typeof newOrderSchema>;
/** One item of a new order. */
export type OrderItem = NewOrder['orderItems'][number];
/** A customer, or an address with the name of a person. */
export type Party = NonNullable<NewOrder['billingDetails']>;
