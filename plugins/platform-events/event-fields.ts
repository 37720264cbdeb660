import { orderReferenceOf } from '../../core/order/order-ids.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import type { ExtraFieldName, PlatformEventOptions } from './options.ts';
import type { EventOrder } from './order-event-schema.ts';

/** Where the fields of an event get their values. */
export interface EventSource {
  readonly order: EventOrder;
  readonly eventType: string;
  readonly context: PluginContext<PlatformEventOptions>;
}

/** One field of an event. */
export interface EventField {
  /** Length of the text field in Salesforce. @default a DateTime or Number field, which has no length */
  readonly length?: number;
  value(source: EventSource): string | number | undefined;
}

function textFrom({ context }: EventSource, step: string, name: string): string | undefined {
  const value = context.results[step]?.[name];
  return typeof value === 'string' ? value : undefined;
}

const fromSalesforce = (source: EventSource, name: string) =>
  textFrom(source, source.context.options.salesforceStep, name);
const orderDate = ({ context, order }: EventSource) => order.orderDate ?? context.now().toISOString();

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
  PurchaseDate: { value: orderDate },
  EffectiveDate: {
    value: (source) =>
      source.order.cancelDate ??
      source.order.effectiveDate ??
      source.order.updates?.[0]?.effective_date ??
      orderDate(source),
  },
  SubscriptionId: {
    length: 100,
    value: (source) =>
      textFrom(source, source.context.options.zuoraStep, 'subscriptionNumber') ??
      source.order.sub_reference ??
      source.order.forSubscription?.name ??
      source.order.subscriptionRef ??
      source.order.forSubscription?.id ??
      source.order.subscriptionId,
  },
  ContactId: { length: 18, value: (source) => fromSalesforce(source, 'contactId') ?? source.order.tracking?.contactId },
  AccountId: { length: 18, value: (source) => fromSalesforce(source, 'crmId') ?? source.order.tracking?.accountId },
  CaseId: { length: 18, value: ({ order }) => order.tracking?.caseId },
  GiftCode: { length: 40, value: ({ order }) => order.payment?.gift_code ?? order.giftCode },
  InitiatedByLimioId: { length: 70, value: ({ order }) => order.owner ?? order.userDetails?.sub },
  InitiatedByExternalId: { length: 150, value: ({ order }) => order.tracking?.userId ?? order.userDetails?.sub },
};

const firstItem = ({ order }: EventSource) => order.orderItems?.find((item) => item.parentId === undefined);
const offer = (source: EventSource) => firstItem(source)?.offer ?? source.order.offer;
const attributes = (source: EventSource) => offer(source)?.data?.attributes;
const product = (source: EventSource) => firstItem(source)?.products?.[0];

/**
 * The additional fields of an event that describes an offer, from Limio's page "Platform Events Definitions", NEW_ORDER.
 *
 * They describe the first item, or else the order's own `offer`. The field LimioOrder contains all items.
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
  OrderDate: { value: ({ context, order }) => order.orderDate ?? context.now().toISOString() },
  SubscriptionName: { length: 100, value: ({ order }) => order.forSubscription?.name ?? order.subscriptionRef },
  CountryCode: { length: 3, value: ({ order }) => order.country ?? order.tracking?.purchaseCountryCode },
  OrderValue: { value: ({ order }) => order.total?.amount },
  OrderCurrency: { length: 3, value: ({ order }) => order.total?.currency },
  Reason: { length: 200, value: ({ order }) => order.data?.reason?.id },
};
