import type { JsonObject } from '../../core/json.ts';
import { billedOrder, effectOf } from '../../core/order/order-effect.ts';
import { namedSubscription } from '../../core/order/order-subscription.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { definedFields } from '../kit/defined-fields.ts';
import { typeOfOrder } from '../kit/order-actions.ts';
import { COMMON_FIELDS, type EventField, type EventSource, EXTRA_FIELDS, OFFER_FIELDS } from './event-fields.ts';
import { hasOffer } from './event-types.ts';
import type { PlatformEventOptions } from './options.ts';
import { eventOrderSchema } from './order-event-schema.ts';
import { reducedOrderText } from './reduced-order.ts';

/** Builds the fields of an order's event by their API names. Truncates texts to the length of their field. */
export function buildEventFields(context: PluginContext<PlatformEventOptions>, eventType: string): JsonObject {
  const { extraFields, fieldNames, fieldPrefix, fieldSuffix } = context.options;
  const orderType = typeOfOrder(context.order) ?? 'new';
  const billed = billedOrder(context.results[context.options.zuoraStep]);
  const source: EventSource = {
    context,
    eventType,
    order: eventOrderSchema(orderType).parse(context.order),
    billed,
    effect: effectOf(context.order, billed, context),
    subscription: namedSubscription(context.order),
  };
  const fields: Readonly<Record<string, EventField>> = {
    ...COMMON_FIELDS,
    ...(hasOffer(orderType) ? OFFER_FIELDS : {}),
    ...Object.fromEntries(extraFields.map((name) => [name, EXTRA_FIELDS[name]])),
  };
  const values = Object.entries(fields).map(([name, field]) => [name, fieldValue(field, source)] as const);
  const named = [...values, ['LimioOrder', reducedOrderText(context)] as const].map(
    ([name, value]) => [fieldNames[name] ?? `${fieldPrefix}${name}${fieldSuffix}`, value] as const,
  );
  return definedFields(Object.fromEntries(named));
}

function fieldValue({ length, value }: EventField, source: EventSource): string | number | undefined {
  const found = value(source);
  return typeof found === 'string' && length !== undefined ? truncateText(found, length) : found;
}

/**
 * Truncates a text to `length` UTF-16 code units, because Salesforce rejects longer ones (STRING_TOO_LONG). Never splits a
 * character.
 */
function truncateText(text: string, length: number): string {
  const cut = text.slice(0, length);
  return /[\uD800-\uDBFF]$/.test(cut) && cut.length < text.length ? cut.slice(0, -1) : cut;
}
