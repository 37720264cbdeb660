import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import type { ZuoraOptions } from '../options.ts';

/** An offer or an add-on that an order subscribes to. */
export interface Purchase {
  /** Its path in the order, for problems. */
  readonly path: string;
  readonly offerPath: string | undefined;
  readonly offerId: string | undefined;
  readonly quantity: number;
}

/** Reports a purchase that the options map to no product rate plan, or to none with a charge for its quantity. */
export function ratePlanProblems(purchase: Purchase, options: ZuoraOptions): readonly ActionProblem[] {
  const named = purchase.offerPath ?? purchase.offerId ?? 'an offer without path and id';
  const plans = mappedPlans(purchase, options);
  if (plans.length === 0) {
    const message = `Expected a product rate plan for ${named}, found none. Add it to the step's option ratePlans.`;
    return [{ path: purchase.path, code: 'rate_plan_not_mapped', message }];
  }
  if (purchase.quantity === 1 || plans.some((plan) => plan.quantityChargeId !== undefined)) return [];
  const message = `Expected a charge for the quantity ${purchase.quantity} of ${named}, found none. Add a quantityChargeId to its entry in the step's option ratePlans.`;
  return [{ path: purchase.path, code: 'quantity_not_mapped', message }];
}

/** Returns the `subscribeToRatePlans` of a purchase ("API Reference", Create an order). */
export function ratePlansOf(purchase: Purchase, options: ZuoraOptions): readonly JsonObject[] {
  return mappedPlans(purchase, options).map(({ productRatePlanId, quantityChargeId }) => {
    const pricing = { recurringPerUnit: { quantity: purchase.quantity } };
    const override = quantityChargeId === undefined ? [] : [{ productRatePlanChargeId: quantityChargeId, pricing }];
    return definedFields({ productRatePlanId, chargeOverrides: override.length > 0 ? override : undefined });
  });
}

/** A product rate plan that the options map an offer or add-on to. */
export interface MappedPlan {
  readonly productRatePlanId: string;
  readonly quantityChargeId?: string | undefined;
}

/** Returns the product rate plans of an offer or add-on, by its path or else its id; empty if the options map none. */
export function mappedPlans(
  { offerId, offerPath }: Pick<Purchase, 'offerId' | 'offerPath'>,
  { ratePlans }: ZuoraOptions,
): readonly MappedPlan[] {
  const key = [offerPath, offerId].find((candidate) => candidate !== undefined && Object.hasOwn(ratePlans, candidate));
  const mapped = key === undefined ? [] : (ratePlans[key] ?? []);
  return [mapped].flat().map((plan) => (typeof plan === 'string' ? { productRatePlanId: plan } : plan));
}
