import { addPeriods, daysBetween, type PeriodType } from '../calendar.ts';
import { isDiscount } from '../catalog/charge-models.ts';
import type { BilledItem, Charge } from '../charges/charges.ts';
import { totalPrice } from '../charges/price.ts';
import { share } from '../money.ts';
import type { Subscription } from '../records.ts';
import { endOf, termsOf } from '../subscription-status.ts';
import { afterPeriods, billingPeriods, type Period } from './periods.ts';

const UNITS: Readonly<Record<'Days' | 'Weeks' | 'Months' | 'Years', PeriodType>> = {
  Days: 'Day',
  Weeks: 'Week',
  Months: 'Month',
  Years: 'Year',
};

/**
 * Returns what of a charge falls due by a day, from its start: a whole billing period at its price, a part of one by its days.
 * Discounts are not included.
 *
 * @param targetDate last day, `yyyy-mm-dd`
 */
export function dueItems(charge: Charge, subscription: Subscription, targetDate: string): readonly BilledItem[] {
  const first = charge.segments[0]?.from ?? null;
  if (isDiscount(charge.model)) return [];
  // A one-time charge is not credited once it was billed.
  if (charge.type === 'OneTime' && charge.billed.length > 0) return charge.billed;
  if (first === null) return [];
  return charge.type === 'OneTime'
    ? dueOnce(charge, first, endOf(subscription), targetDate)
    : dueByPeriod(charge, first, subscription, targetDate);
}

function dueOnce(charge: Charge, first: string, end: string | undefined, targetDate: string): readonly BilledItem[] {
  const [segment] = charge.segments;
  if (segment === undefined) return [];
  if (first > targetDate || first >= earliest(end, segment.to)) return [];
  return [{ from: first, to: addPeriods(first, 1, 'Day'), amount: totalPrice(charge.model, segment.price) }];
}

function dueByPeriod(
  charge: Charge,
  first: string,
  subscription: Subscription,
  targetDate: string,
): readonly BilledItem[] {
  const chargeEnd = earliest(endOf(subscription), fixedEnd(charge, first));
  const lastBilled =
    charge.billed
      .map(({ from }) => from)
      .toSorted()
      .at(-1) ?? '';
  const through = lastBilled > targetDate ? lastBilled : targetDate;
  const last = chargeEnd === NEVER ? undefined : chargeEnd;
  return [...billingPeriods(charge, first, last, through, termsOf(subscription))]
    .filter(
      ({ from, to }) => charge.billingTiming === 'IN_ADVANCE' || from <= lastBilled || earliest(to, last) <= targetDate,
    )
    .flatMap((period) => itemsOf(charge, period, chargeEnd));
}

function itemsOf(charge: Charge, period: Period, chargeEnd: string): readonly BilledItem[] {
  const days = daysBetween(period.from, period.to);
  return charge.segments.flatMap((segment) => {
    const from = segment.from === null || segment.from < period.from ? period.from : segment.from;
    const to = earliest(period.to, segment.to, chargeEnd);
    if (segment.from === null || from >= to) return [];
    const total = totalPrice(charge.model, segment.price);
    return [{ from, to, amount: share(total, daysBetween(from, to), days) }];
  });
}

function fixedEnd(charge: Charge, first: string): string | undefined {
  const { upToPeriods, upToPeriodsType } = charge;
  if (upToPeriods === undefined || upToPeriodsType === undefined) return undefined;
  if (upToPeriodsType === 'Billing_Periods') return afterPeriods(charge, first, upToPeriods);
  return addPeriods(first, upToPeriods, UNITS[upToPeriodsType]);
}

const NEVER = '9999-12-31';

function earliest(...days: readonly (string | null | undefined)[]): string {
  return days.reduce<string>((found, day) => (day && day < found ? day : found), NEVER);
}
