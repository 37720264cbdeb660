import * as z from 'zod';
import { compiledLater } from '../compiled-later.ts';
import { COUNTRIES, countryMeant, isCountry, isLongCountry, LONG_COUNTRIES } from '../input/countries.ts';
import { isEmailAddress } from '../input/email-address.ts';
import { isJsonObject } from '../json.ts';
import { CURRENCIES, isCurrency } from '../money.ts';
import { ORDER_TYPE_ALIASES, ORDER_TYPES, type OrderType, orderTypeOf } from './order-types.ts';

// JSON Schema does not see a refinement: `meta` says the same in its terms.

// Checks of several fields also run if one of them is wrong, so that every mistake is found at once.
const isObject = ({ value }: { readonly value: unknown }) => isJsonObject(value);

// A schema that several fields have is made once: the function that accepts orders makes all of them before its first.

const text = (max = 255) => z.string().min(1).max(max);

const textUpTo = (max: number) => z.string().max(max).nullish();

/** A text that an order need not have: an empty text and null count as absent. */
const optionalText = textUpTo(255);
const shortText = textUpTo(64);

const optionalFlag = z.boolean().nullish();
const anyObject = z.looseObject({}).nullish();
const quantity = z.int().min(1).max(1_000_000).nullish();

/** Makes a field with a format optional: an empty text and null count as absent. */
const optional = <Schema extends z.ZodType>(schema: Schema) => schema.or(z.literal('')).nullish();

const isAbsent = (value: unknown) => value === undefined || value === null || value === '';

/** The JSON Schema of an object in which a text is not absent. */
function hasText(field: string) {
  return { required: [field], properties: { [field]: { type: 'string', minLength: 1 } } };
}

/** An id becomes a part of a URL, which a dot segment would shorten (RFC 3986, section 5.2.4). */
const DOT_SEGMENTS = ['.', '..'];
const id = z
  .string()
  .max(255)
  .refine((value) => !DOT_SEGMENTS.includes(value), 'expected an id, found only dots')
  .meta({ not: { enum: DOT_SEGMENTS } });
const optionalId = id.nullish();

/** ISO 8601 date or date-time. */
export const dateSchema = z.union(
  [z.iso.datetime({ offset: true }), z.iso.date()],
  'expected an ISO 8601 date or date-time',
);

const optionalDate = optional(dateSchema);

/** An e-mail address. */
export const emailSchema = text(320)
  .refine(isEmailAddress, 'expected an e-mail address such as ada@example.org')
  .meta({ format: 'idn-email' });

const optionalEmail = optional(emailSchema);

/** The code of a currency, ISO 4217. */
export const currencySchema = z
  .string()
  .refine(isCurrency, { error: ({ input }) => `expected an ISO 4217 currency code such as GBP${currencyHint(input)}` })
  .meta({ enum: [...CURRENCIES] });

function currencyHint(found: unknown): string {
  const meant = String(found).trim().toUpperCase();
  return isCurrency(meant) ? `. Send ${meant}` : '';
}

/** The code of a country, ISO 3166-1 alpha-2. */
export const countrySchema = z
  .string()
  .refine(isCountry, { error: ({ input }) => `expected an ISO 3166 country code such as GB${countryHint(input)}` })
  .meta({ enum: [...COUNTRIES] });

/** Four characters or more, without spaces at the ends. */
const LONGER_THAN_A_CODE = /\S[\s\S]{2,}\S/;

/** An address may also have the name of a country, or its code of three letters. */
const addressCountrySchema = z
  .string()
  .max(64)
  .refine(isCountryOrName, {
    error: ({ input }) => `expected the name of a country, or its ISO 3166 code such as GB${countryHint(input)}`,
  })
  .meta({ anyOf: [{ enum: ['', ...COUNTRIES, ...LONG_COUNTRIES] }, { pattern: LONGER_THAN_A_CODE.source }] });

function isCountryOrName(text: string): boolean {
  return LONGER_THAN_A_CODE.test(text) || isAbsent(text) || isCountry(text) || isLongCountry(text);
}

function countryHint(found: unknown): string {
  const meant = countryMeant(String(found));
  return meant === undefined ? '' : `. Send ${meant}`;
}

/** An amount, always with its currency. */
export const moneySchema = z.looseObject({ amount: z.number(), currency: currencySchema });

const optionalMoney = moneySchema.nullish();

/** A postal address. Every field is optional, and unknown fields are kept. */
export const addressSchema = z.looseObject({
  firstName: optionalText,
  lastName: optionalText,
  email: optionalEmail,
  phone: optionalText,
  company: optionalText,
  address1: optionalText,
  address2: optionalText,
  city: optionalText,
  state: optionalText,
  county: optionalText,
  postalCode: textUpTo(32),
  country: addressCountrySchema.nullish(),
});

const optionalAddress = addressSchema.nullish();

const customer = {
  firstName: optionalText,
  lastName: optionalText,
  email: emailSchema,
  phone: optionalText,
  companyName: optionalText,
};
const knownCustomerSchema = z.looseObject({ ...customer, email: optionalEmail });

const offerSchema = z
  .looseObject({
    id: optionalText,
    version: optionalText,
    path: textUpTo(1024),
    name: optionalText,
  })
  .refine((offer) => !isAbsent(offer.id) || !isAbsent(offer.path), {
    error: 'expected an offer id or path, found neither',
    when: isObject,
  })
  .meta({ anyOf: [hasText('id'), hasText('path')] });

const orderItemSchema = z.looseObject({
  id: optionalText,
  orderItemActionType: optional(z.enum(['add', 'remove'])),
  offer: offerSchema,
  quantity,
  price: optionalMoney,
});

const itemsSchema = z
  .array(orderItemSchema)
  .max(200)
  .check(({ issues, value }) => {
    const ids = value.map((item) => (isObject({ value: item }) ? item.id : undefined));
    for (const [index, found] of ids.entries())
      if (!isAbsent(found) && ids.indexOf(found) < index)
        issues.push({
          code: 'custom',
          input: found,
          path: [index, 'id'],
          message: 'expected an id of its own, found that of another item',
        });
  });

const subscriptionSchema = z
  .looseObject({ id: optionalId, name: optionalId })
  .refine((subscription) => !isAbsent(subscription.id) || !isAbsent(subscription.name), {
    error: 'expected a subscription id or name, found neither',
    when: isObject,
  })
  .meta({ anyOf: [hasText('id'), hasText('name')] });

const reasonSchema = z.looseObject({
  reason: z.looseObject({ id: optionalText, feedback: textUpTo(4000) }).nullish(),
});

/** The fields that an order of any type may have. */
const common = {
  order_type: z.enum([...ORDER_TYPES, ...Object.keys(ORDER_TYPE_ALIASES)]),
  external_id: optionalText,
  source: shortText,
  initiated_source: shortText,
  processing_type: shortText,
  process_immediately: optionalFlag,
  orderDate: optionalDate,
  checkoutId: optionalText,
  country: optional(countrySchema),
  mode: optional(z.enum(['production', 'test'])),
  owner: optionalText,
  customerId: optionalId,
  subscriptionId: optionalId,
  subscriptionRef: optionalId,
  forSubscription: subscriptionSchema.nullish(),
  orderItems: itemsSchema.nullish(),
  offer: offerSchema.nullish(),
  isGift: optionalFlag,
  isRedeem: optionalFlag,
  quantity,
  customerDetails: knownCustomerSchema.nullish(),
  billingDetails: optionalAddress,
  deliveryDetails: optionalAddress,
  payment: z.looseObject({ type: shortText }).nullish(),
  total: optionalMoney,
  tracking: anyObject,
  customFields: anyObject,
  userDetails: anyObject,
  data: reasonSchema.nullish(),
};

const items = () => ({ orderItems: itemsSchema.min(1) });

const TARGETS = ['forSubscription', 'subscriptionId', 'subscriptionRef'] as const;
const OWNERS = ['customerId', 'owner', ...TARGETS] as const;

/** The definition of an order type. */
export interface OrderDefinition {
  /** One sentence for the API description. */
  readonly summary: string;
  /** The schema of an order of this type. It keeps unknown fields, because plugins may know them. */
  readonly schema: z.ZodType<Record<string, unknown>>;
  /** An order must have one of these fields; the schema checks it with a refinement. @default no such rule */
  readonly oneOf?: readonly string[];
}

/** The definition of every order type. */
export const ORDER_DEFINITIONS: Readonly<Record<OrderType, OrderDefinition>> = {
  new: define({
    summary: 'Subscribes a customer to the offers in `orderItems`.',
    fields: () => ({ ...items(), country: countrySchema, customerDetails: z.looseObject(customer) }),
  }),
  external: define({
    summary: 'Records an order that another system processed.',
    fields: () => ({ ...items(), effectiveDate: optionalDate }),
  }),
  cancel_subscription: define({
    summary: 'Ends a subscription, on `cancelDate` if given.',
    fields: () => ({ cancelDate: optionalDate }),
    oneOf: TARGETS,
  }),
  change_offer: define({
    summary: 'Moves a subscription to another offer.',
    fields: () => ({ offer: offerSchema, effectiveDate: optionalDate }),
    oneOf: TARGETS,
  }),
  add_offer: define({
    summary: 'Adds an offer to a subscription.',
    fields: () => ({ offer: offerSchema, effectiveDate: optionalDate }),
    oneOf: TARGETS,
  }),
  change_payment: define({
    summary: 'Changes the payment method of a customer or a subscription.',
    oneOf: OWNERS,
  }),
  change_address: define({
    summary: 'Changes the delivery or the billing address.',
    fields: () => ({ type: z.enum(['delivery', 'billing', 'all']), address: addressSchema }),
    oneOf: OWNERS,
  }),
  update_customer_details: define({
    summary: 'Changes the details of a customer.',
    fields: () => ({ customerDetails: knownCustomerSchema }),
    oneOf: OWNERS,
  }),
  update_subscription: define({
    summary:
      'Adds, removes or changes offers and add-ons of a subscription, suspends and resumes it, or takes its cancellation back.',
    fields: () => ({
      updates: z
        .array(
          z.discriminatedUnion('type', [
            z.looseObject({
              type: z.enum(['add', 'remove', 'update']),
              record_type: z.enum(['offer', 'add_on']),
              id: text(),
              quantity,
              effective_date: optionalDate,
            }),
            z.looseObject({ type: z.enum(['suspend', 'resume', 'reactivate']), effective_date: optionalDate }),
          ]),
        )
        .min(1)
        .max(200),
    }),
    oneOf: TARGETS,
  }),
  renew: define({ summary: 'Renews a subscription.', oneOf: TARGETS }),
  refund: define({ summary: 'Refunds a payment for a subscription.', oneOf: TARGETS }),
  credit: define({ summary: 'Credits a subscription.', oneOf: TARGETS }),
  activation: define({ summary: 'Activates a subscription.', oneOf: TARGETS }),
};

/** Returns the names of the fields that the schema of an order type knows. */
export function orderFieldsOf(orderType: OrderType): readonly string[] {
  const { schema } = ORDER_DEFINITIONS[orderType];
  if (!(schema instanceof z.ZodObject)) throw new TypeError(`Expected the schema of ${orderType} to be an object.`);
  return Object.keys(schema.shape);
}

/** What an order type has besides the fields of every order. */
interface OwnParts {
  readonly summary: string;
  readonly fields?: () => z.core.$ZodLooseShape;
  /** Of these fields one is required; a missing one is reported at the first of them. */
  readonly oneOf?: readonly [string, ...string[]];
}

/** Defines an order type. Its schema is made when it is first used: a function may never see an order of most types. */
function define({ summary, fields = () => ({}), oneOf }: OwnParts): OrderDefinition {
  let made: OrderDefinition['schema'] | undefined;
  return {
    summary,
    ...(oneOf !== undefined && { oneOf }),
    get schema() {
      made ??= compiledLater(withOneOf(z.looseObject({ ...common, ...fields() }), oneOf));
      return made;
    },
  };
}

function withOneOf(schema: OrderDefinition['schema'], oneOf: OwnParts['oneOf']): OrderDefinition['schema'] {
  if (oneOf === undefined) return schema;
  return schema.refine((value) => oneOf.some((field) => !isAbsent(value[field])), {
    path: [oneOf[0]],
    error: `expected one of ${oneOf.join(', ')}, found none`,
    when: isObject,
  });
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
