import { orderReferenceOf } from '../../../core/order/order-ids.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import { eventTypeOf } from '../event-types.ts';
import type { PlatformEventOptions } from '../options.ts';
import type { NewOrder } from './new-order-schema.ts';

/** What the fields of an event are taken from. */
export interface EventSource {
  readonly order: NewOrder;
  readonly context: PluginContext<PlatformEventOptions>;
}

/** One field: its length in Salesforce (undefined for a DateTime), and where its value comes from. */
export interface EventField {
  readonly length?: number;
  value(source: EventSource): string | undefined;
}

const result = ({ context }: EventSource, step: string, name: string): string | undefined => {
  const value = context.results[step]?.[name];
  return typeof value === 'string' ? value : undefined;
};
const firstItem = ({ order }: EventSource) => order.orderItems.find((item) => item.parentId === undefined);
const offer = (source: EventSource) => firstItem(source)?.offer;
const attributes = (source: EventSource) => offer(source)?.data?.attributes;
const product = (source: EventSource) => firstItem(source)?.products?.[0];
const fromSalesforce = (source: EventSource, name: string) =>
  result(source, source.context.options.salesforceStep, name);

/**
 * The fields of NEW_ORDER with their lengths, as Limio's page "Platform Events Definitions" lists them.
 *
 * Offer and product are those of the first item; LimioOrder has them all. Ids come from the results of earlier steps,
 * else from what the order brought along from Salesforce.
 */
export const NEW_ORDER_FIELDS: Readonly<Record<string, EventField>> = {
  OrderType: { length: 40, value: ({ context }) => eventTypeOf(context.order) },
  ChangeType: { length: 40, value: ({ order }) => order.change_type ?? 'new' },
  OrderNumber: {
    length: 40,
    value: ({ context, order }) => order.order_reference ?? orderReferenceOf(context.orderId),
  },
  Source: { length: 40, value: ({ context }) => context.options.source },
  InitiatedSource: { length: 40, value: ({ order }) => order.initiated_source ?? order.source ?? 'shop' },
  OrderSource: { length: 40, value: ({ order }) => order.source ?? order.initiated_source ?? 'shop' },
  PurchaseDate: { value: ({ context, order }) => order.orderDate ?? context.now().toISOString() },
  EffectiveDate: {
    value: ({ context, order }) => order.effectiveDate ?? order.orderDate ?? context.now().toISOString(),
  },
  SubscriptionId: {
    length: 100,
    value: (source) =>
      result(source, source.context.options.zuoraStep, 'subscriptionNumber') ?? source.order.sub_reference,
  },
  ContactId: { length: 18, value: (source) => fromSalesforce(source, 'contactId') ?? source.order.tracking?.contactId },
  AccountId: { length: 18, value: (source) => fromSalesforce(source, 'crmId') ?? source.order.tracking?.accountId },
  CaseId: { length: 18, value: ({ order }) => order.tracking?.caseId },
  GiftCode: { length: 40, value: ({ order }) => order.payment?.gift_code ?? order.giftCode },
  InitiatedByLimioId: { length: 70, value: ({ order }) => order.owner ?? order.userDetails?.sub },
  InitiatedByExternalId: { length: 150, value: ({ order }) => order.tracking?.userId ?? order.userDetails?.sub },
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
