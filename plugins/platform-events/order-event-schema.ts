import * as z from 'zod';
import { compiledLater } from '../../core/compiled-later.ts';
import type { OrderType } from '../../core/order/order-types.ts';

// Numbers and flags become text: Salesforce stores these fields as text, and channels send either.
const text = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? undefined : `${value}`.trim() || undefined));

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
const offer = z.object({ id: text, name: text, data: z.object({ attributes: attributes.nullish() }).nullish() });
const item = z.object({
  parentId: text,
  orderItemActionType: text,
  price: z.object({ summary: z.object({ headline: text }).nullish() }).nullish(),
  offer: offer.nullish(),
  products: z.array(product).nullish(),
});

const orderSchema = compiledLater(
  z.object({
    order_reference: text,
    change_type: text,
    type: text,
    source: text,
    initiated_source: text,
    country: text,
    data: z.object({ reason: z.object({ id: text }).nullish() }).nullish(),
    total: z.object({ amount: z.number(), currency: text }).nullish(),
    tracking: z
      .object({ accountId: text, contactId: text, caseId: text, userId: text, purchaseCountryCode: text })
      .nullish(),
    studentDetails: z.object({ course: text, university: text, graduationYear: text }).nullish(),
    offer: offer.nullish(),
    orderItems: z.array(item).nullish(),
  }),
);

/** The parts of an order that its event contains. */
export type EventOrder = z.output<typeof orderSchema>;

const newOrderSchema = compiledLater(orderSchema.extend({ orderItems: z.array(item).min(1) }));

/** Returns the schema of an order for its event. Empty texts count as absent. A new order must have items. */
export function eventOrderSchema(orderType: OrderType): z.ZodType<EventOrder> {
  return orderType === 'new' ? newOrderSchema : orderSchema;
}
