import { addPeriods, type PeriodType } from '../calendar.ts';
import type { Charge } from '../charges/charges.ts';

/** Days of a billing period: `from` is the first, `to` the first after it. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

const MONTHS = { Month: 1, Quarter: 3, 'Semi-Annual': 6, Annual: 12 } as const;
const SPECIFIC = { 'Specific Months': 'Month', 'Specific Weeks': 'Week', 'Specific Days': 'Day' } as const;

/** Unit and number of the units of a billing period; undefined if it is as long as the term. */
function lengthOf({
  billingPeriod,
  specificBillingPeriod = 1,
}: BilledCharge): readonly [PeriodType, number] | undefined {
  if (billingPeriod === undefined || billingPeriod === 'Subscription Term') return undefined;
  if (billingPeriod === 'Week') return ['Week', 1];
  if (billingPeriod in MONTHS) return ['Month', MONTHS[billingPeriod as keyof typeof MONTHS]];
  return [SPECIFIC[billingPeriod as keyof typeof SPECIFIC], specificBillingPeriod];
}

type BilledCharge = Pick<Charge, 'billingPeriod' | 'specificBillingPeriod'>;

/** Returns the first day after a number of billing periods, or undefined if they are as long as the term. */
export function afterPeriods(charge: BilledCharge, first: string, count: number): string | undefined {
  const length = lengthOf(charge);
  return length === undefined ? undefined : addPeriods(first, length[1] * count, length[0]);
}

/**
 * Returns the billing periods of a charge that begin by a day, oldest first.
 *
 * @param first day that triggers the charge, from which its periods are counted
 * @param end first day without the charge; undefined if it never ends
 * @param through last day on which a period may begin
 * @param terms of the subscription, oldest first, for periods that are as long as the term
 */
export function* billingPeriods(
  charge: BilledCharge,
  first: string,
  end: string | undefined,
  through: string,
  terms: readonly Period[],
): Generator<Period> {
  const isBefore = (day: string): boolean => day <= through && (end === undefined || day < end);
  if (lengthOf(charge) === undefined) {
    yield* terms.filter(({ from, to }) => isBefore(from) && to > first);
    return;
  }
  for (let count = 0; ; count += 1) {
    const from = afterPeriods(charge, first, count) ?? first;
    if (!isBefore(from)) return;
    yield { from, to: afterPeriods(charge, first, count + 1) ?? from };
  }
}
