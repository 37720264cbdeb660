import type { Transaction } from '../../state/transaction.ts';
import type { ProductCharge } from '../catalog/catalog-schema.ts';
import { isDiscount } from '../catalog/charge-models.ts';
import { notFound, zuoraRefusal } from '../errors.ts';
import { nextNumber } from '../identifiers.ts';
import type { ChargeOverride, ChargeUpdate } from '../order-action-schema.ts';
import { catalogPrice, overriddenPrice, type Price } from './price.ts';

/** A charge of a rate plan of a subscription. */
export interface Charge
  extends Pick<
    ProductCharge,
    | 'name'
    | 'type'
    | 'model'
    | 'billingPeriod'
    | 'specificBillingPeriod'
    | 'billingTiming'
    | 'triggerEvent'
    | 'endDateCondition'
    | 'upToPeriods'
    | 'upToPeriodsType'
    | 'applyDiscountTo'
    | 'discountLevel'
    | 'uom'
  > {
  readonly number: string;
  readonly productRatePlanChargeId: string;
  /** Its prices over time, oldest first, without overlap. */
  readonly segments: readonly Segment[];
  /** What has been billed so far, less what has been credited. */
  readonly billed: readonly BilledItem[];
}

/** When a charge applies, and its price. */
export interface Segment {
  /** First day, `yyyy-mm-dd`; null until the event that triggers the charge. */
  readonly from: string | null;
  /** First day after it; null if the subscription or the charge ends it. */
  readonly to: string | null;
  readonly price: Price;
}

/** What was billed of a charge for some days. */
export interface BilledItem {
  /** First day, `yyyy-mm-dd`. */
  readonly from: string;
  /** First day after it. */
  readonly to: string;
  /** In units of the account's currency; below zero for a discount. */
  readonly amount: number;
  /** The discounted charge, for an item of a discount. */
  readonly appliedTo?: string;
}

/** The days that trigger the charges of an action, by event; null if not known yet. */
export type TriggerDays = Readonly<Record<ProductCharge['triggerEvent'], string | null>>;

/**
 * Returns the charges of a new rate plan.
 *
 * @throws Refusal when an override is not for a charge of the plan or does not fit it, or the catalogue has no price.
 */
export function newCharges(
  transaction: Transaction,
  productCharges: readonly ProductCharge[],
  overrides: readonly ChargeOverride[],
  days: TriggerDays,
  currency: string,
): readonly Charge[] {
  const strange = overrides.find(
    ({ productRatePlanChargeId: id }) => !productCharges.some((charge) => charge.id === id),
  );
  if (strange !== undefined) throw notFound(strange.productRatePlanChargeId);
  return productCharges.map((product) => {
    const { id, pricing: _pricing, defaultQuantity: _quantity, billingDay: _day, ...charge } = product;
    const override = overrides.find(({ productRatePlanChargeId }) => productRatePlanChargeId === id);
    const priced = { ...charge, productRatePlanChargeId: id };
    const price = overriddenPrice(catalogPrice(product, currency), override?.pricing, priced, currency);
    const { applyDiscountTo, discountLevel } = override?.pricing?.discount ?? {};
    return {
      ...priced,
      ...(applyDiscountTo !== undefined && { applyDiscountTo }),
      ...(discountLevel !== undefined && { discountLevel }),
      ...override?.endDate,
      number: nextNumber(transaction, 'C-'),
      segments: [{ from: days[charge.triggerEvent], to: null, price }],
      billed: [],
    };
  });
}

/** Returns charges whose event is now known, from the day of that event. */
export function triggered(charges: readonly Charge[], days: TriggerDays): readonly Charge[] {
  return charges.map((charge) => ({
    ...charge,
    segments: charge.segments.map((segment) => ({ ...segment, from: segment.from ?? days[charge.triggerEvent] })),
  }));
}

/** Returns charges that end on a day. What was to start later never does. */
export function endedOn(charges: readonly Charge[], day: string): readonly Charge[] {
  return charges.map((charge) => ({ ...charge, segments: cutAt(charge.segments, day) }));
}

/** Returns charges that go on from a day with their last price. */
export function resumedOn(charges: readonly Charge[], day: string): readonly Charge[] {
  return charges.map((charge) => {
    const last = charge.segments.at(-1);
    if (last === undefined || charge.type === 'OneTime') return charge;
    return { ...charge, segments: [...charge.segments, { ...last, from: day, to: null }] };
  });
}

/**
 * Returns the charges of a plan with new prices or quantities from a day.
 *
 * @throws Refusal when the plan has no charge with one of the numbers, or the new price does not fit its charge.
 */
export function updatedCharges(
  charges: readonly Charge[],
  updates: readonly ChargeUpdate[],
  day: string,
  currency: string,
): readonly Charge[] {
  const unknown = updates.find(({ chargeNumber }) => !charges.some(({ number }) => number === chargeNumber));
  if (unknown !== undefined) {
    throw zuoraRefusal(
      { category: 'notFound', resource: 'subscription' },
      `Cannot find entity by key: '${unknown.chargeNumber}'.`,
    );
  }
  return charges.map((charge) => {
    const update = updates.find(({ chargeNumber }) => chargeNumber === charge.number);
    const current = charge.segments.at(-1);
    if (update?.pricing === undefined || current === undefined) return charge;
    if (charge.type === 'OneTime' && !isDiscount(charge.model)) {
      throw zuoraRefusal(
        { category: 'businessRule' },
        `The charge ${charge.number} is one-time and cannot be updated.`,
      );
    }
    const price = overriddenPrice(current.price, update.pricing, charge, currency);
    return { ...charge, segments: [...cutAt(charge.segments, day), { from: day, to: current.to, price }] };
  });
}

function cutAt(segments: readonly Segment[], day: string): readonly Segment[] {
  return segments
    .filter(({ from }) => from === null || from < day)
    .map((segment) => (segment.to === null || segment.to > day ? { ...segment, to: day } : segment));
}
