import * as z from 'zod';
import { isJsonObject } from '../json.ts';
import { ORDER_TYPE_ALIASES, ORDER_TYPES, type OrderType, orderTypeOf } from './order-types.ts';

// A check of several fields runs whatever is wrong with one of them, so that every mistake is found at once.
const isObject = ({ value }: { readonly value: unknown }) => isJsonObject(value);

const text = (max = 255) => z.string().min(1).max(max);

/** ISO 8601 date or date-time. */
const dateSchema = z.union([z.iso.datetime({ offset: true }), z.iso.date()], 'expected an ISO 8601 date or date-time');

const currencySchema = z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 currency code such as GBP');

/** An amount never travels without its currency. */
export const moneySchema = z.looseObject({ amount: z.number(), currency: currencySchema });

/** A postal address as the domain writes it; every field is optional, unknown fields are kept. */
export const addressSchema = z.looseObject({
  firstName: text().optional(),
  lastName: text().optional(),
  email: z.email().optional(),
  phone: text().optional(),
  company: text().optional(),
  address1: text().optional(),
  address2: z.string().max(255).optional(),
  city: text().optional(),
  state: z.string().max(255).optional(),
  county: z.string().max(255).optional(),
  postalCode: text(32).optional(),
  country: text(64).optional(),
});

const customerSchema = z.looseObject({
  firstName: text().optional(),
  lastName: text().optional(),
  email: z.email(),
  phone: text().optional(),
  companyName: text().optional(),
});

const offerSchema = z
  .looseObject({
    id: text().optional(),
    version: text().optional(),
    path: text(1024).optional(),
    name: text().optional(),
  })
  .refine((offer) => offer.id !== undefined || offer.path !== undefined, {
    error: 'expected an offer id or path, found neither',
    when: isObject,
  });

const orderItemSchema = z.looseObject({
  id: text().optional(),
  offer: offerSchema,
  quantity: z.int().min(1).max(1_000_000).optional(),
  price: moneySchema.optional(),
});

const subscriptionSchema = z
  .looseObject({ id: text().optional(), name: text().optional() })
  .refine((subscription) => subscription.id !== undefined || subscription.name !== undefined, {
    error: 'expected a subscription id or name, found neither',
    when: isObject,
  });

const reasonSchema = z.looseObject({
  reason: z.looseObject({ id: text().optional(), feedback: z.string().max(4000).optional() }).optional(),
});

/** The fields that an order of any type may carry. */
const common = {
  order_type: z.enum([...ORDER_TYPES, ...Object.keys(ORDER_TYPE_ALIASES)]),
  external_id: text().optional(),
  source: text(64).optional(),
  initiated_source: text(64).optional(),
  processing_type: text(64).optional(),
  process_immediately: z.boolean().optional(),
  orderDate: dateSchema.optional(),
  checkoutId: text().optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected an ISO 3166 country code such as GB')
    .optional(),
  mode: z.enum(['production', 'test']).optional(),
  owner: text().optional(),
  customerId: text().optional(),
  subscriptionId: text().nullish(),
  subscriptionRef: text().optional(),
  forSubscription: subscriptionSchema.nullish(),
  orderItems: z.array(orderItemSchema).max(200).optional(),
  offer: offerSchema.optional(),
  quantity: z.int().min(1).max(1_000_000).optional(),
  customerDetails: customerSchema.partial({ email: true }).optional(),
  billingDetails: addressSchema.optional(),
  deliveryDetails: addressSchema.optional(),
  payment: z.looseObject({ type: text(64).optional() }).optional(),
  total: moneySchema.optional(),
  tracking: z.looseObject({}).optional(),
  customFields: z.looseObject({}).optional(),
  userDetails: z.looseObject({}).optional(),
  data: reasonSchema.optional(),
};

const order = z.looseObject(common);
const items = { orderItems: z.array(orderItemSchema).min(1).max(200) };

const TARGETS = ['forSubscription', 'subscriptionId', 'subscriptionRef'] as const;
const OWNERS = ['customerId', 'owner', ...TARGETS] as const;

/** Requires one of several fields, and reports it at the first of them. */
function withOneOf<Schema extends z.ZodType<Record<string, unknown>>>(
  schema: Schema,
  fields: readonly [string, ...string[]],
): Schema {
  return schema.refine((value) => fields.some((field) => value[field] !== undefined && value[field] !== null), {
    path: [fields[0]],
    error: `expected one of ${fields.join(', ')}, found none`,
    when: isObject,
  });
}

/** What each order type must carry. Unknown fields are kept: plugins may know them. */
export const ORDER_SCHEMAS: Readonly<Record<OrderType, z.ZodType<Record<string, unknown>>>> = {
  new: order.extend({ ...items, country: common.country.unwrap(), customerDetails: customerSchema }),
  external: order.extend(items),
  cancel_subscription: withOneOf(order.extend({ cancelDate: dateSchema.optional() }), TARGETS),
  change_offer: withOneOf(order.extend({ offer: offerSchema, effectiveDate: dateSchema.optional() }), TARGETS),
  add_offer: withOneOf(order.extend({ offer: offerSchema, effectiveDate: dateSchema.optional() }), TARGETS),
  change_payment: withOneOf(order, OWNERS),
  change_address: withOneOf(
    order.extend({ type: z.enum(['delivery', 'billing', 'all']), address: addressSchema }),
    OWNERS,
  ),
  update_customer_details: withOneOf(
    order.extend({ customerDetails: customerSchema.partial({ email: true }) }),
    OWNERS,
  ),
  update_subscription: withOneOf(
    order.extend({
      updates: z
        .array(
          z.looseObject({
            type: z.enum(['add', 'remove', 'update']),
            record_type: z.enum(['offer', 'add_on']),
            id: text(),
            quantity: z.int().min(1).max(1_000_000).optional(),
            effective_date: dateSchema.optional(),
          }),
        )
        .min(1)
        .max(200),
    }),
    TARGETS,
  ),
  renew: withOneOf(order, TARGETS),
  refund: withOneOf(order, TARGETS),
  credit: withOneOf(order, TARGETS),
  activation: withOneOf(order, TARGETS),
};

/** Just enough of an order to tell its type. */
export const orderTypeSchema = z.looseObject({
  order_type: z
    .string()
    .refine(
      (name) => orderTypeOf(name) !== undefined,
      `expected one of ${[...ORDER_TYPES, ...Object.keys(ORDER_TYPE_ALIASES)].join(', ')}`,
    ),
});
