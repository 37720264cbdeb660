import type { EventField } from './event-fields.ts';
import type { ExtraFieldName } from './extra-field-names.ts';

/**
 * Fields of events that an org defines itself, as Limio's older list has them. The managed package has none of them, and
 * Salesforce refuses a field that an event does not have: they are sent only when the options name them.
 */
export const EXTRA_FIELDS: Readonly<Record<ExtraFieldName, EventField>> = {
  OrderDate: { value: ({ context, order }) => order.orderDate ?? context.now().toISOString() },
  SubscriptionName: { length: 100, value: ({ order }) => order.forSubscription?.name ?? order.subscriptionRef },
  CountryCode: { length: 3, value: ({ order }) => order.country ?? order.tracking?.purchaseCountryCode },
  OrderValue: { value: ({ order }) => order.total?.amount },
  OrderCurrency: { length: 3, value: ({ order }) => order.total?.currency },
  Reason: { length: 200, value: ({ order }) => order.data?.reason?.id },
};
