import type { JsonObject, JsonValue } from '../../../../core/json.ts';
import { definedFields } from '../../../../core/partner/defined-fields.ts';
import type { ZuoraOptions } from '../../options.ts';
import type { NewOrder, OrderItem } from './new-order-schema.ts';

/** Zuora's order fields by the order's; that they cross is how Limio documents them. */
const ORDER_SOURCES = { Source__c: 'initiated_source', InitiatedSource__c: 'source' } as const;

/** The custom fields of the order that the options say exist; undefined when there are none. */
export function orderCustomFields(order: NewOrder, { customFields }: ZuoraOptions): JsonObject | undefined {
  return filled(customFields.order.map((name) => [name, order[ORDER_SOURCES[name]]]));
}

/** The custom fields of an item's subscription that the options say exist; undefined when there are none. */
export function subscriptionCustomFields(
  item: OrderItem,
  { tracking }: NewOrder,
  { customFields }: ZuoraOptions,
): JsonObject | undefined {
  return filled(
    customFields.subscription.map((name) => {
      const tracked = tracking?.[name.replace(/__c$/, '')];
      return [name, name === 'lmo_offer__c' ? item.offer?.path : plainText(tracked)];
    }),
  );
}

function plainText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : undefined;
}

function filled(fields: readonly (readonly [string, JsonValue | undefined])[]): JsonObject | undefined {
  const defined = definedFields(Object.fromEntries(fields));
  return Object.keys(defined).length > 0 ? defined : undefined;
}
