import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import type { ZuoraOptions } from '../options.ts';
import { text } from './field-schemas.ts';

/** Zuora's units of the duration of a charge ("API Reference", Create an order, `endDate.upToPeriodsType`). */
const DURATIONS: Readonly<Record<string, string>> = { days: 'Days', weeks: 'Weeks', months: 'Months', years: 'Years' };

/** The discount or promo code of an order. */
export const orderDiscount = z
  .looseObject({
    name: text,
    productDetails: z.object({ ratePlan: z.object({ path: text }).nullish() }).nullish(),
    discountOverrides: z
      .object({
        percentageDiscount: z.number().positive().max(100).nullish(),
        amountDiscount: z.number().positive().nullish(),
        durationLength: z.number().int().positive().nullish(),
        durationType: text,
        orderItemsWithSpecifiedDiscount: z.unknown().optional(),
      })
      .nullish(),
  })
  .nullish();

/** The discount or promo code of an order. */
export type OrderDiscount = z.output<typeof orderDiscount>;

/** Reports a discount that the options do not map, or that cannot be sent to Zuora as it was meant. */
export function discountProblems(
  given: OrderDiscount,
  subscriptions: number,
  options: ZuoraOptions,
): readonly ActionProblem[] {
  if (!given) return [];
  const path = 'orderDiscount';
  const mapped = mappedDiscount(given, options);
  if (mapped === undefined) {
    const message = `Expected a product rate plan for the discount ${given.name ?? 'without a name'}, found none. Add it to the step's option discounts.`;
    return [{ path, code: 'discount_not_mapped', message }];
  }
  const { amountDiscount, durationLength, durationType, orderItemsWithSpecifiedDiscount } =
    given.discountOverrides ?? {};
  const unit = DURATIONS[durationType?.toLowerCase() ?? ''];
  const reasons = [
    ...(orderItemsWithSpecifiedDiscount ? ['is for some items only'] : []),
    ...(amountDiscount && subscriptions > 1
      ? ['is an amount for several subscriptions, each of which would get it']
      : []),
    ...(durationLength && unit === undefined
      ? ['has a duration in another unit than days, weeks, months and years']
      : []),
  ];
  return reasons.map((reason) => ({
    path,
    code: 'discount_not_supported',
    message: `Expected a discount that Zuora can give to each subscription, found one that ${reason}. Send it in an order of its own, or map an offer that includes it.`,
  }));
}

/** Returns the rate plan that gives a subscription the discount of its order; `undefined` if there is none. */
export function discountPlan(given: OrderDiscount, options: ZuoraOptions): JsonObject | undefined {
  const mapped = given ? mappedDiscount(given, options) : undefined;
  if (!given || mapped === undefined) return undefined;
  const { chargeId, productRatePlanId } = mapped;
  if (chargeId === undefined) return { productRatePlanId };
  const { amountDiscount, durationLength, durationType, percentageDiscount } = given.discountOverrides ?? {};
  const discount = definedFields({
    discountPercentage: percentageDiscount ?? undefined,
    discountAmount: amountDiscount ?? undefined,
  });
  const upToPeriodsType = DURATIONS[durationType?.toLowerCase() ?? ''];
  const override = definedFields({
    productRatePlanChargeId: chargeId,
    pricing: Object.keys(discount).length > 0 ? { discount } : undefined,
    endDate:
      durationLength && upToPeriodsType !== undefined
        ? { endDateCondition: 'Fixed_Period', upToPeriods: durationLength, upToPeriodsType }
        : undefined,
  });
  return { productRatePlanId, chargeOverrides: [override] };
}

/** By the name of the discount, which is the promo code, or else the path of its rate plan. */
function mappedDiscount({ name, productDetails }: NonNullable<OrderDiscount>, { discounts }: ZuoraOptions) {
  const key = [name, productDetails?.ratePlan?.path].find(
    (each) => each !== undefined && Object.hasOwn(discounts, each),
  );
  return key === undefined ? undefined : discounts[key];
}
