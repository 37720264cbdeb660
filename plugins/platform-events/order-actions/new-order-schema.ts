import * as z from 'zod';

// Numbers and flags are shown as text: Salesforce keeps these fields as text, and channels send either.
const text = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? undefined : `${value}`.trim() || undefined));
const dateTime = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .nullish()
  .transform((value) => (value ? new Date(value).toISOString() : undefined));

const attributes = z.object({
  offer_type__limio: text,
  display_name__limio: text,
  display_description__limio: text,
  display_price__limio: text,
  term__limio: z.object({ type: text, length: text }).nullish(),
});
const product = z.object({
  name: text,
  attributes: z.object({ product_code__limio: text, display_name__limio: text }).nullish(),
});
const item = z.object({
  parentId: text,
  price: z.object({ summary: z.object({ headline: text }).nullish() }).nullish(),
  offer: z.object({ id: text, name: text, data: z.object({ attributes: attributes.nullish() }).nullish() }).nullish(),
  products: z.array(product).nullish(),
});

/** The parts of a new order that its event shows. Empty texts count as absent. */
export const newOrderSchema = z.object({
  order_reference: text,
  sub_reference: text,
  change_type: text,
  source: text,
  initiated_source: text,
  orderDate: dateTime,
  effectiveDate: dateTime,
  owner: text,
  giftCode: text,
  payment: z.object({ gift_code: text }).nullish(),
  userDetails: z.object({ sub: text }).nullish(),
  tracking: z.object({ accountId: text, contactId: text, caseId: text, userId: text }).nullish(),
  studentDetails: z.object({ course: text, university: text, graduationYear: text }).nullish(),
  orderItems: z.array(item).min(1),
});

/** A new order as its event shows it. */
export type NewOrder = z.output<typeof newOrderSchema>;
