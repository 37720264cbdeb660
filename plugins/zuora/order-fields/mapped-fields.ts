import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts';
import { giftCodeOf } from '../../../core/order/order-receiver.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { ZuoraOptions } from '../options.ts';
import type { AnyOrder } from './field-schemas.ts';

/** The source of each custom field of an order. Limio's documentation crosses them like this. */
const ORDER_SOURCES = { Source__c: 'initiated_source', InitiatedSource__c: 'source' } as const;

/** The order as received, and the options. */
type Fields = Pick<PluginContext<ZuoraOptions>, 'options' | 'order'>;

/** The sources of a subscription's custom fields. */
export interface SubscriptionFacts {
  readonly offerPath?: string | undefined;
  readonly cancellationReason?: string | undefined;
  readonly tracking: AnyOrder['tracking'];
}

/** Returns the custom fields of an order that the options name; `undefined` if there are none. */
export function orderCustomFields(
  order: Pick<AnyOrder, 'source' | 'initiated_source'>,
  context: Fields,
): JsonObject | undefined {
  const { customFields } = context.options;
  return filled([
    ...customFields.order.map((name) => [name, order[ORDER_SOURCES[name]]] as const),
    ...sourced('order', context),
  ]);
}

/** Returns the custom fields of new accounts, or of added rate plans, that the options name; `undefined` if there are none. */
export function sourcedCustomFields(record: 'account' | 'ratePlan', context: Fields): JsonObject | undefined {
  return filled(sourced(record, context));
}

/** Returns the values of the option `fieldSources` for the custom fields of a record. */
function sourced(
  record: 'account' | 'order' | 'subscription' | 'ratePlan',
  { options, order }: Fields,
): readonly (readonly [string, JsonValue | undefined])[] {
  return Object.entries(options.fieldSources[record]).map(([name, path]) => [name, valueAt(order, path)]);
}

/** Returns the text, number or flag at a path of an order, e.g. `customFields.po_number`. Any other value counts as absent. */
export function valueAt(order: JsonObject, path: string): string | number | boolean | undefined {
  const value = path
    .split('.')
    .reduce<JsonValue | undefined>((at, name) => (at !== undefined && isJsonObject(at) ? at[name] : undefined), order);
  if (typeof value === 'string') return value.trim() || undefined;
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

/**
 * Returns the custom fields of a subscription that the options name; `undefined` if there are none.
 *
 * `lmo_offer__c` is the path of the offer, `CancellationReason__c` the id of the reason, and `ltm_*__c` a value from the
 * order's tracking (Limio's page "How to populate custom fields in Zuora").
 */
export function subscriptionCustomFields(
  { cancellationReason, offerPath, tracking }: SubscriptionFacts,
  context: Fields,
): JsonObject | undefined {
  const { customFields } = context.options;
  const known: Readonly<Record<string, string | undefined>> = {
    lmo_offer__c: offerPath,
    CancellationReason__c: cancellationReason,
  };
  return filled([
    ...customFields.subscription.map((name) => {
      const value = Object.hasOwn(known, name) ? known[name] : plainText(tracking?.[name.replace(/__c$/, '')]);
      return [name, value] as const;
    }),
    ...sourced('subscription', context),
  ]);
}

/** Returns the custom fields of a gift's debit memo that the options list: `GiftCode__c` is the code of the gift. */
export function giftCustomFields(order: JsonObject, { customFields }: ZuoraOptions): JsonObject {
  const giftCode = giftCodeOf(order);
  return customFields.debitMemo.includes('GiftCode__c') && giftCode !== undefined ? { GiftCode__c: giftCode } : {};
}

function plainText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : undefined;
}

function filled(fields: readonly (readonly [string, JsonValue | undefined])[]): JsonObject | undefined {
  const defined = definedFields(Object.fromEntries(fields));
  return Object.keys(defined).length > 0 ? defined : undefined;
}

/**
 * Returns Zuora's reason code of a credit memo for an order's reason; `undefined` if the options map none, so that Zuora uses
 * its default.
 */
export function memoReasonCode(order: Pick<AnyOrder, 'data'>, { reasonCodes }: ZuoraOptions): string | undefined {
  return reasonCodeOf(order, reasonCodes);
}

/**
 * Returns Zuora's reason code of a refund for an order's reason; `undefined` if the options map none. Codes of refunds are those
 * of the payment settings, codes of memos those of the billing settings ("API Reference", Create an order,
 * `refundReasonCode`; Create a credit memo from a charge, `reasonCode`).
 */
export function refundReasonCode(
  order: Pick<AnyOrder, 'data'>,
  { reasonCodes, refundReasonCodes = reasonCodes }: ZuoraOptions,
): string | undefined {
  return reasonCodeOf(order, refundReasonCodes);
}

function reasonCodeOf({ data }: Pick<AnyOrder, 'data'>, codes: Readonly<Record<string, string>>): string | undefined {
  const reason = data?.reason?.id;
  return reason !== undefined && Object.hasOwn(codes, reason) ? codes[reason] : undefined;
}
