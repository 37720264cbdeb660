import { orderReferenceOf } from '../../core/order/order-ids.ts';
import { type EventField, type EventSource, textFrom } from './event-fields.ts';

const fromSalesforce = (source: EventSource, name: string) =>
  textFrom(source, source.context.options.salesforceStep, name);
const orderDate = ({ context, order }: EventSource) => order.orderDate ?? context.now().toISOString();

/**
 * The fields that every event has, with their lengths, as Limio's page "Platform Events Definitions" lists them.
 *
 * Ids come from the results of earlier steps, else from what the order brought along.
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
