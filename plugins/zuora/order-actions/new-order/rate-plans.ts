import type { JsonObject } from '../../../../core/json.ts';
import { definedFields } from '../../../../core/partner/defined-fields.ts';
import type { ActionProblem } from '../../../../core/partner/order-actions.ts';
import type { ZuoraOptions } from '../../options.ts';
import type { OrderItem } from './new-order-schema.ts';

/** Something an order subscribes to: an offer or an add-on. */
export interface Purchase {
  /** Where in the order it stands. */
  readonly path: string;
  readonly offerPath: string | undefined;
  readonly offerId: string | undefined;
  readonly quantity: number;
}

/** What an item of the order subscribes to: its offer, and its add-ons. */
export function purchasesOf(item: OrderItem, index: number): readonly Purchase[] {
  const at = `orderItems[${index}]`;
  const addOns = (item.addOns ?? []).map((addOn, position) => ({
    path: `${at}.addOns[${position}]`,
    offerPath: addOn.path ?? addOn.offer?.path,
    offerId: addOn.id ?? addOn.offer?.id,
    quantity: addOn.quantity ?? 1,
  }));
  const offer = { path: `${at}.offer.path`, offerPath: item.offer?.path, offerId: item.offer?.id };
  return [{ ...offer, quantity: item.quantity ?? 1 }, ...addOns];
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

interface MappedPlan {
  readonly productRatePlanId: string;
  readonly quantityChargeId?: string | undefined;
}

function mappedPlans({ offerId, offerPath }: Purchase, { ratePlans }: ZuoraOptions): readonly MappedPlan[] {
  const key = [offerPath, offerId].find((candidate) => candidate !== undefined && Object.hasOwn(ratePlans, candidate));
  const mapped = key === undefined ? [] : (ratePlans[key] ?? []);
  return [mapped].flat().map((plan) => (typeof plan === 'string' ? { productRatePlanId: plan } : plan));
}
