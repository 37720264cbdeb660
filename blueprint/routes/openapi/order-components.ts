import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import { pascalCase } from '../../../core/names.ts';
import {
  addressSchema,
  countrySchema,
  currencySchema,
  dateSchema,
  emailSchema,
  moneySchema,
  ORDER_DEFINITIONS,
} from '../../../core/order/order-schema.ts';
import { ORDER_TYPE_ALIASES, ORDER_TYPES, type OrderType } from '../../../core/order/order-types.ts';
import { jsonSchemas, schemaReference } from './json-schemas.ts';

/** A small order that every tenant accepts. It completes with `tenants/demo.json`, where Zuora requires a total. */
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

/** What orders of several types contain, by the name of its schema. */
const PARTS = {
  Money: moneySchema,
  Address: addressSchema,
  Country: countrySchema,
  Currency: currencySchema,
  Date: dateSchema,
  Email: emailSchema,
};

/** Returns the schemas of submitted orders: one per order type, their common fields, and the choice between them. */
export function orderComponents(): Readonly<Record<string, JsonObject>> {
  const schemas = Object.fromEntries(ORDER_TYPES.map((type) => [type, ORDER_DEFINITIONS[type].schema]));
  const byName = jsonSchemas({ ...PARTS, ...schemas }, 'input');
  const fields = ORDER_TYPES.map((type) => propertiesOf(byName[type]));
  const [first = {}, ...others] = fields;
  const common = Object.fromEntries(
    Object.entries(first).filter(([name, schema]) => others.every((other) => equal(other[name], schema))),
  );
  const { order_type: _, ...shared } = common;
  return {
    [ORDER_REQUEST]: {
      description: 'An order of one of the types. Fields that are not described are kept and passed to the plugins.',
      oneOf: ORDER_TYPES.map((type) => ({ $ref: schemaReference(nameOf(type)) })),
      discriminator: {
        propertyName: 'order_type',
        mapping: Object.fromEntries(
          ORDER_TYPES.flatMap((type) => namesOf(type).map((name) => [name, schemaReference(nameOf(type))])),
        ),
      },
    },
    [COMMON]: { type: 'object', description: 'The fields that an order of any type may have.', properties: shared },
    ...Object.fromEntries(ORDER_TYPES.map((type) => [nameOf(type), variant(type, byName[type] ?? {}, common)])),
    ...Object.fromEntries(Object.keys(PARTS).map((name) => [name, byName[name] ?? {}])),
  };
}

function variant(type: OrderType, schema: JsonObject, common: JsonObject): JsonObject {
  const { summary, oneOf } = ORDER_DEFINITIONS[type];
  const own = Object.entries(propertiesOf(schema)).filter(([name]) => !Object.hasOwn(common, name));
  return {
    description: summary,
    allOf: [
      { $ref: schemaReference(COMMON) },
      {
        type: 'object',
        properties: { order_type: { type: 'string', enum: namesOf(type) }, ...Object.fromEntries(own) },
        required: schema.required ?? [],
        ...(oneOf !== undefined && { anyOf: oneOf.map(isPresent) }),
      },
    ],
  };
}

/** Null and an empty text count as absent. */
function isPresent(field: string): JsonObject {
  return { required: [field], properties: { [field]: { not: { enum: [null, ''] } } } };
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
