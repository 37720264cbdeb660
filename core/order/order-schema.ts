import * as z from 'zod';
import { isJsonObject } from '../json.ts';
import { ORDER_TYPE_ALIASES, ORDER_TYPES, type OrderType, orderTypeOf } from './order-types.ts';

// Checks of several fields also run if one of them is wrong, so that every mistake is found at once.
const isObject = ({ value }: { readonly value: unknown }) => isJsonObject(value);

const text = (max = 255) => z.string().min(1).max(max);

/** ISO 8601 date or date-time. */
const dateSchema = z.union([z.iso.datetime({ offset: true }), z.iso.date()], 'expected an ISO 8601 date or date-time');

const currencySchema = z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 currency code such as GBP');

/** An amount, always with its currency. */
export const moneySchema = z.looseObject({ amount: z.number(), currency: currencySchema });

/** A postal address. Every field is optional, and unknown fields are kept. */
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

/** The fields that an order of any type may have. */
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

/** The definition of an order type. */
export interface OrderDefinition {
  /** One sentence for the API description. */
  readonly summary: string;
  /** The schema of an order of this type. It keeps unknown fields, because plugins may know them. */
  readonly schema: z.ZodType<Record<string, unknown>>;
  /** An order must have one of these fields; the schema checks it, but JSON Schema cannot show it. @default no such rule */
  readonly oneOf?: readonly string[];
}

/** The definition of every order type. */
export const ORDER_DEFINITIONS: Readonly<Record<OrderType, OrderDefinition>> = {
  new: {
    summary: 'Subscribes a customer to the offers in `orderItems`.',
    schema: order.extend({ ...items, country: common.country.unwrap(), customerDetails: customerSchema }),
  },
  external: { summary: 'Records an order that another system processed.', schema: order.extend(items) },
  cancel_subscription: withOneOf(TARGETS, {
    summary: 'Ends a subscription, on `cancelDate` if given.',
    schema: order.extend({ cancelDate: dateSchema.optional() }),
  }),
  change_offer: withOneOf(TARGETS, {
    summary: 'Moves a subscription to another offer.',
    schema: order.extend({ offer: offerSchema, effectiveDate: dateSchema.optional() }),
  }),
  add_offer: withOneOf(TARGETS, {
    summary: 'Adds an offer to a subscription.',
    schema: order.extend({ offer: offerSchema, effectiveDate: dateSchema.optional() }),
  }),
  change_payment: withOneOf(OWNERS, {
    summary: 'Changes the payment method of a customer or a subscription.',
    schema: order,
  }),
  change_address: withOneOf(OWNERS, {
    summary: 'Changes the delivery or the billing address.',
    schema: order.extend({ type: z.enum(['delivery', 'billing', 'all']), address: addressSchema }),
  }),
  update_customer_details: withOneOf(OWNERS, {
    summary: 'Changes the details of a customer.',
    schema: order.extend({ customerDetails: customerSchema.partial({ email: true }) }),
  }),
  update_subscription: withOneOf(TARGETS, {
    summary: 'Adds, removes or changes offers and add-ons of a subscription.',
    schema: order.extend({
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
  }),
  renew: withOneOf(TARGETS, { summary: 'Renews a subscription.', schema: order }),
  refund: withOneOf(TARGETS, { summary: 'Refunds a payment for a subscription.', schema: order }),
  credit: withOneOf(TARGETS, { summary: 'Credits a subscription.', schema: order }),
  activation: withOneOf(TARGETS, { summary: 'Activates a subscription.', schema: order }),
};

/** Requires one of several fields, and reports a missing one at the first of them. */
function withOneOf(oneOf: readonly [string, ...string[]], { schema, summary }: OrderDefinition): OrderDefinition {
  const refined = schema.refine((value) => oneOf.some((field) => value[field] !== undefined && value[field] !== null), {
    path: [oneOf[0]],
    error: `expected one of ${oneOf.join(', ')}, found none`,
    when: isObject,
  });
  return { summary, schema: refined, oneOf };
}

/** The part of an order that determines its type. */
export const orderTypeSchema = z.looseObject({
  order_type: z
    .string()
    .refine(
      (name) => orderTypeOf(name) !== undefined,
      `expected one of ${[...ORDER_TYPES, ...Object.keys(ORDER_TYPE_ALIASES)].join(', ')}`,
    ),
});
