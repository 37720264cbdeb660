import { placedAt } from '../../core/order/order-days.ts';
import type { BilledOrder, OrderEffect } from '../../core/order/order-effect.ts';
import { orderReferenceOf } from '../../core/order/order-ids.ts';
import { boughtOf } from '../../core/order/order-items.ts';
import { giftCodeOf, loggedInUser, placedBy } from '../../core/order/order-receiver.ts';
import type { NamedSubscription } from '../../core/order/order-subscription.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import type { ExtraFieldName, PlatformEventOptions } from './options.ts';
import type { EventOrder } from './order-event-schema.ts';

/** Where the fields of an event get their values. */
export interface EventSource {
  readonly order: EventOrder;
  readonly eventType: string;
  readonly context: PluginContext<PlatformEventOptions>;
  /** What the billing step said, if it ran. */
  readonly billed: BilledOrder | undefined;
  readonly effect: OrderEffect;
  readonly subscription: NamedSubscription | undefined;
}

/** One field of an event. */
export interface EventField {
  /** Length of the text field in Salesforce. @default a DateTime or Number field, which has no length */
  readonly length?: number;
  value(source: EventSource): string | number | undefined;
}

/** Returns an id that the Salesforce step found; without that step, the one in `tracking`, which nobody has confirmed. */
function recordId({ context, order }: EventSource, name: 'crmId' | 'contactId'): string | undefined {
  const found = context.results[context.options.salesforceStep];
  if (found === undefined) return name === 'crmId' ? order.tracking?.accountId : order.tracking?.contactId;
  const id = found[name];
  return typeof id === 'string' ? id : undefined;
}

const purchaseDate = ({ context }: EventSource) => placedAt(context.order, context).toISOString();

/**
 * The fields of every event, with the lengths from Limio's page "Platform Events Definitions".
 *
 * Ids come from the results of earlier steps, or else from the order itself.
 */
export const COMMON_FIELDS: Readonly<Record<string, EventField>> = {
  OrderType: { length: 40, value: ({ eventType }) => eventType },
  ChangeType: {
    length: 40,
    value: ({ context, order }) => order.change_type ?? order.type ?? String(context.order.order_type),
  },
  OrderNumber: {
    length: 40,
    value: ({ context, order }) => order.order_reference ?? orderReferenceOf(context.orderId),
  },
  Source: { length: 40, value: ({ context }) => context.options.source },
  InitiatedSource: { length: 40, value: ({ order }) => order.initiated_source ?? order.source ?? 'shop' },
  OrderSource: { length: 40, value: ({ order }) => order.source ?? order.initiated_source ?? 'shop' },
  PurchaseDate: { value: purchaseDate },
  // A day, as midnight in UTC, so that it is the same day in every report and flow of the org.
  EffectiveDate: { value: ({ effect }) => effect.effectiveDate && `${effect.effectiveDate}T00:00:00.000Z` },
  SubscriptionId: {
    length: 100,
    value: ({ billed, subscription }) =>
      billed?.subscriptionNumbers[0] ?? subscription?.newNumber ?? subscription?.key ?? subscription?.recordId,
  },
  ContactId: { length: 18, value: (source) => recordId(source, 'contactId') },
  AccountId: { length: 18, value: (source) => recordId(source, 'crmId') },
  CaseId: { length: 18, value: ({ order }) => order.tracking?.caseId },
  GiftCode: { length: 40, value: ({ context }) => giftCodeOf(context.order) },
  InitiatedByLimioId: { length: 70, value: ({ context }) => placedBy(context.order) },
  InitiatedByExternalId: {
    length: 150,
    value: ({ context, order }) => order.tracking?.userId ?? loggedInUser(context.order),
  },
};

const firstItem = ({ order }: EventSource) =>
  boughtOf(order.orderItems ?? []).find(({ item }) => item.parentId === undefined)?.item;
const offer = (source: EventSource) => firstItem(source)?.offer ?? source.order.offer;
const attributes = (source: EventSource) => offer(source)?.data?.attributes;
const product = (source: EventSource) => firstItem(source)?.products?.[0];

/**
 * The additional fields of an event that describes an offer, from Limio's page "Platform Events Definitions", NEW_ORDER.
 *
 * They describe the first item that the order buys, or else the order's own `offer`. The field LimioOrder contains all items.
 */
export const OFFER_FIELDS: Readonly<Record<string, EventField>> = {
  OfferId: { length: 40, value: (source) => offer(source)?.id },
  OfferType: { length: 40, value: (source) => attributes(source)?.offer_type__limio },
  TermLengthUnits: { length: 40, value: (source) => attributes(source)?.term__limio?.type },
  TermLengthValue: { length: 40, value: (source) => attributes(source)?.term__limio?.length },
  ProductCode: { length: 40, value: (source) => product(source)?.attributes?.product_code__limio },
  ProductName: {
    length: 40,
    value: (source) => product(source)?.attributes?.display_name__limio ?? product(source)?.name,
  },
  OfferDisplayName: { length: 100, value: (source) => attributes(source)?.display_name__limio ?? offer(source)?.name },
  Description: { length: 100, value: (source) => attributes(source)?.display_description__limio },
  DisplayPrice: {
    length: 150,
    value: (source) => firstItem(source)?.price?.summary?.headline ?? attributes(source)?.display_price__limio,
  },
  StudentCourse: { length: 100, value: ({ order }) => order.studentDetails?.course },
  StudentUniversity: { length: 100, value: ({ order }) => order.studentDetails?.university },
  StudentGraduationYear: { length: 4, value: ({ order }) => order.studentDetails?.graduationYear },
};

/**
 * The fields that only an org's custom event can have, from Limio's older list.
 *
 * The managed package has none of them, and Salesforce rejects a field that an event does not have, so they are sent only
 * if the options name them.
 */
export const EXTRA_FIELDS: Readonly<Record<ExtraFieldName, EventField>> = {
  OrderDate: { value: purchaseDate },
  SubscriptionName: { length: 100, value: ({ subscription }) => subscription?.key },
  CountryCode: { length: 3, value: ({ order }) => order.country ?? order.tracking?.purchaseCountryCode },
  OrderValue: { value: ({ order }) => order.total?.amount },
  OrderCurrency: { length: 3, value: ({ order }) => order.total?.currency },
  Reason: { length: 200, value: ({ order }) => order.data?.reason?.id },
};
