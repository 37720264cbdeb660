import * as z from 'zod';

/** A text, trimmed. Empty texts and `null` count as absent. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || undefined);

/** A flag. An absent flag and `null` count as `false`. */
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** A quantity. */
export const quantity = z.number().int().positive().nullish();

/** A customer, or an address with a person's name. */
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

/** A price of an offer; `repeat_count` says for how many periods it is charged. */
const offerPrice = z.looseObject({ type: text, repeat_count: z.number().nullish() });

const attributes = z.looseObject({
  offer_type__limio: text,
  term__limio: term.nullish(),
  price__limio: z.array(offerPrice).nullish().catch(undefined),
});

/** An offer from the catalogue. */
export const offer = z.object({
  id: text,
  path: text,
  data: z.object({ attributes: attributes.nullish() }).nullish(),
});

/** The payment of an order. */
export const payment = z
  .object({ type: text, zuora: z.object({ refId: text, paymentGateway: text }).nullish() })
  .nullish();

/** An amount of money. */
export const money = z.object({ amount: z.coerce.number().nullish(), currency: text }).nullish();

/** An object with any fields, such as `tracking`. */
export const freeObject = z.record(z.string(), z.unknown()).nullish();

/** The fields for Zuora that an order of any type can have. */
export const anyOrder = {
  source: text,
  initiated_source: text,
  tracking: freeObject,
  customFields: freeObject,
  data: z.object({ reason: z.object({ id: text }).nullish() }).nullish(),
};

/** A customer, or an address with a person's name. */
export type Party = z.output<typeof party>;
/** An offer from the catalogue. */
export type Offer = z.output<typeof offer>;
/** The payment of an order. */
export type Payment = z.output<typeof payment>;
/** The fields for Zuora that an order of any type can have. */
export type AnyOrder = z.output<z.ZodObject<typeof anyOrder>>;
