import type { JsonObject, JsonValue } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { ZuoraOptions } from '../options.ts';
import type { AnyOrder } from './field-schemas.ts';

/** Zuora's order fields by the order's; that they cross is how Limio documents them. */
const ORDER_SOURCES = { Source__c: 'initiated_source', InitiatedSource__c: 'source' } as const;

/** What a change of a subscription knows for its custom fields. */
export interface SubscriptionFacts {
  readonly offerPath?: string | undefined;
  readonly cancellationReason?: string | undefined;
  readonly tracking: AnyOrder['tracking'];
}

/** The custom fields of the order that the options say exist; undefined when there are none. */
export function orderCustomFields(
  order: Pick<AnyOrder, 'source' | 'initiated_source'>,
  { customFields }: ZuoraOptions,
): JsonObject | undefined {
  return filled(customFields.order.map((name) => [name, order[ORDER_SOURCES[name]]]));
}

/**
 * The custom fields of a subscription that the options say exist; undefined when there are none.
 *
 * `lmo_offer__c` is the path of the offer, `CancellationReason__c` the reason's id, and a name `ltm_*__c` is filled from the
 * order's tracking (Limio's page "How to populate custom fields in Zuora").
 */
export function subscriptionCustomFields(
  { cancellationReason, offerPath, tracking }: SubscriptionFacts,
  { customFields }: ZuoraOptions,
): JsonObject | undefined {
  const known: Readonly<Record<string, string | undefined>> = {
    lmo_offer__c: offerPath,
    CancellationReason__c: cancellationReason,
  };
  return filled(
    customFields.subscription.map((name) => {
      const value = Object.hasOwn(known, name) ? known[name] : plainText(tracking?.[name.replace(/__c$/, '')]);
      return [name, value];
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

/** Zuora's reason code for the order's reason; undefined, which leaves the default to Zuora, when the options map none. */
export function reasonCodeOf({ data }: Pick<AnyOrder, 'data'>, { reasonCodes }: ZuoraOptions): string | undefined {
  const reason = data?.reason?.id;
  return reason !== undefined && Object.hasOwn(reasonCodes, reason) ? reasonCodes[reason] : undefined;
}
