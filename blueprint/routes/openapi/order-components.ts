import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import { pascalCase } from '../../../core/names.ts';
import { addressSchema, moneySchema, ORDER_SCHEMAS } from '../../../core/order/order-schema.ts';
import { ORDER_TYPE_ALIASES, ORDER_TYPES, type OrderType } from '../../../core/order/order-types.ts';
import { jsonSchemas, schemaReference } from './json-schemas.ts';

/** The description of an order type. */
export interface OrderTypeNote {
  readonly summary: string;
  /** An order must have one of these fields; a refinement of the zod schema that JSON Schema cannot show. @default no such rule */
  readonly oneOf?: readonly string[];
}

const TARGETS = ['forSubscription', 'subscriptionId', 'subscriptionRef'];
const OWNERS = ['customerId', 'owner', ...TARGETS];

/** The description of every order type. */
export const ORDER_TYPE_NOTES: Readonly<Record<OrderType, OrderTypeNote>> = {
  new: { summary: 'Subscribes a customer to the offers in `orderItems`.' },
  external: { summary: 'Records an order that another system processed.' },
  cancel_subscription: { summary: 'Ends a subscription, on `cancelDate` if given.', oneOf: TARGETS },
  change_offer: { summary: 'Moves a subscription to another offer.', oneOf: TARGETS },
  add_offer: { summary: 'Adds an offer to a subscription.', oneOf: TARGETS },
  change_payment: { summary: 'Changes the payment method of a customer or a subscription.', oneOf: OWNERS },
  change_address: { summary: 'Changes the delivery or the billing address.', oneOf: OWNERS },
  update_customer_details: { summary: 'Changes the details of a customer.', oneOf: OWNERS },
  update_subscription: { summary: 'Adds, removes or changes offers and add-ons of a subscription.', oneOf: TARGETS },
  renew: { summary: 'Renews a subscription.', oneOf: TARGETS },
  refund: { summary: 'Refunds a payment for a subscription.', oneOf: TARGETS },
  credit: { summary: 'Credits a subscription.', oneOf: TARGETS },
  activation: { summary: 'Activates a subscription.', oneOf: TARGETS },
};

/** A small order that every tenant accepts and that completes on `tenants/demo.json`, where Zuora requires a total with its currency. */
export const NEW_ORDER_EXAMPLE: JsonObject = {
  order_type: 'new',
  external_id: 'CRM-2026-000917',
  country: 'GB',
  orderItems: [{ offer: { path: '/offers2/Digital Monthly' }, quantity: 1 }],
  customerDetails: { firstName: 'Ada', lastName: 'Byrne', email: 'ada@example.org' },
  total: { amount: 17.5, currency: 'GBP' },
};

/** The name of the schema of a submitted order. */
export const ORDER_REQUEST = 'OrderRequest';

const COMMON = 'OrderFields';

/** Returns the schemas of submitted orders: one per order type, their common fields, and the choice between them. */
export function orderComponents(): Readonly<Record<string, JsonObject>> {
  const {
    Money = {},
    Address = {},
    ...byType
  } = jsonSchemas({ Money: moneySchema, Address: addressSchema, ...ORDER_SCHEMAS }, 'input');
  const fields = ORDER_TYPES.map((type) => propertiesOf(byType[type]));
  const [first = {}, ...others] = fields;
  const common = Object.fromEntries(
    Object.entries(first).filter(([name, schema]) => others.every((other) => equal(other[name], schema))),
  );
  const { order_type: _, ...shared } = common;
  return {
    [ORDER_REQUEST]: {
      description: 'An order of one of the types. Fields that are not described are kept and passed on to the plugins.',
      oneOf: ORDER_TYPES.map((type) => ({ $ref: schemaReference(nameOf(type)) })),
      discriminator: {
        propertyName: 'order_type',
        mapping: Object.fromEntries(
          ORDER_TYPES.flatMap((type) => namesOf(type).map((name) => [name, schemaReference(nameOf(type))])),
        ),
      },
    },
    [COMMON]: { type: 'object', description: 'The fields that an order of any type may have.', properties: shared },
    ...Object.fromEntries(ORDER_TYPES.map((type) => [nameOf(type), variant(type, byType[type] ?? {}, common)])),
    Money,
    Address,
  };
}

function variant(type: OrderType, schema: JsonObject, common: JsonObject): JsonObject {
  const { summary, oneOf } = ORDER_TYPE_NOTES[type];
  const own = Object.entries(propertiesOf(schema)).filter(([name]) => !Object.hasOwn(common, name));
  return {
    description: summary,
    allOf: [
      { $ref: schemaReference(COMMON) },
      {
        type: 'object',
        properties: { order_type: { type: 'string', enum: namesOf(type) }, ...Object.fromEntries(own) },
        required: schema.required ?? [],
        ...(oneOf !== undefined && { anyOf: oneOf.map((field) => ({ required: [field] })) }),
      },
    ],
  };
}

function namesOf(type: OrderType): readonly string[] {
  return [type, ...Object.keys(ORDER_TYPE_ALIASES).filter((alias) => ORDER_TYPE_ALIASES[alias] === type)];
}

function nameOf(type: OrderType): string {
  return `${pascalCase(type)}Order`;
}

function propertiesOf(schema: JsonObject | undefined): JsonObject {
  return isJsonObject(schema?.properties) ? schema.properties : {};
}

function equal(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
