import type { JsonObject } from '../../../../core/json.ts';
import type { ZuoraOptions } from '../../options.ts';
import type { NewOrder, OrderItem } from './new-order-schema.ts';

const PERIODS: Readonly<Record<string, ZuoraOptions['defaultTerm']['period']>> = {
  days: 'Day',
  weeks: 'Week',
  months: 'Month',
  years: 'Year',
};

/**
 * The terms of an item's subscription: the offer's `term__limio`, else the option `defaultTerm`.
 *
 * `renewal_type: "EVERGREEN"` makes it evergreen, without renewals. Zuora counts terms in days, weeks, months and years
 * ("API Reference", Create an order, `initialTerm.periodType`).
 */
export function subscriptionTerms(item: OrderItem, order: NewOrder, options: ZuoraOptions): JsonObject {
  const offered = item.offer?.data?.attributes?.term__limio;
  const offeredPeriod = PERIODS[offered?.type?.toLowerCase() ?? ''];
  const type = offered?.renewal_type?.toUpperCase() ?? options.defaultTerm.type;
  if (type === 'EVERGREEN') return { initialTerm: { termType: 'EVERGREEN' } };
  const length = offeredPeriod === undefined ? undefined : (offered?.length ?? undefined);
  const { period, periodType } =
    length === undefined || offeredPeriod === undefined
      ? { period: options.defaultTerm.length, periodType: options.defaultTerm.period }
      : { period: length, periodType: offeredPeriod };
  return {
    autoRenew: order.autoRenew ?? options.autoRenew,
    initialTerm: { termType: 'TERMED', period, periodType },
    renewalTerms: [{ period, periodType }],
  };
}
