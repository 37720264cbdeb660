import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import type { ZuoraOptions } from '../options.ts';

/** Something an order subscribes to: an offer or an add-on. */
export interface Purchase {
  /** Where in the order it stands. */
  readonly path: string;
  readonly offerPath: string | undefined;
  readonly offerId: string | undefined;
  readonly quantity: number;
}

/** Finds the purchases that the options map to no product rate plan, or to none that takes their quantity. */
export function ratePlanProblems(purchase: Purchase, options: ZuoraOptions): readonly ActionProblem[] {
  const named = purchase.offerPath ?? purchase.offerId ?? 'an offer without path and id';
  const plans = mappedPlans(purchase, options);
  if (plans.length === 0) {
    const message = `Expected a product rate plan for ${named}, found none. Add it to the step's option ratePlans.`;
    return [{ path: purchase.path, code: 'rate_plan_not_mapped', message }];
  }
  if (purchase.quantity === 1 || plans.some((plan) => plan.quantityChargeId !== undefined)) return [];
  const message = `Expected a charge that takes the quantity ${purchase.quantity} of ${named}, found none. Give its entry in the step's option ratePlans a quantityChargeId.`;
  return [{ path: purchase.path, code: 'quantity_not_mapped', message }];
}

/** The `subscribeToRatePlans` of a purchase ("API Reference", Create an order). */
export function ratePlansOf(purchase: Purchase, options: ZuoraOptions): readonly JsonObject[] {
  return mappedPlans(purchase, options).map(({ productRatePlanId, quantityChargeId }) => {
    const pricing = { recurringPerUnit: { quantity: purchase.quantity } };
    const override = quantityChargeId === undefined ? [] : [{ productRatePlanChargeId: quantityChargeId, pricing }];
    return definedFields({ productRatePlanId, chargeOverrides: override.length > 0 ? override : undefined });
  });
}

/** A product rate plan that an offer or add-on stands for. */
export interface MappedPlan {
  readonly productRatePlanId: string;
  readonly quantityChargeId?: string | undefined;
}

/** The product rate plans that the options map an offer or add-on to, by its path or else its id; empty when there are none. */
export function mappedPlans(
  { offerId, offerPath }: Pick<Purchase, 'offerId' | 'offerPath'>,
  { ratePlans }: ZuoraOptions,
): readonly MappedPlan[] {
  const key = [offerPath, offerId].find((candidate) => candidate !== undefined && Object.hasOwn(ratePlans, candidate));
  const mapped = key === undefined ? [] : (ratePlans[key] ?? []);
  return [mapped].flat().map((plan) => (typeof plan === 'string' ? { productRatePlanId: plan } : plan));
}
