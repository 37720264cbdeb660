import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import {
  CHARGE_MODELS,
  type MappedCharge,
  type MappedPlan,
  plansOfEntry,
  takesPrice,
} from '../options/rate-plan-options.ts';
import type { ZuoraOptions } from '../options.ts';
import type { Offer } from './field-schemas.ts';

/** An offer or an add-on that an order subscribes to. */
export interface Purchase {
  /** Its path in the order, for problems. */
  readonly path: string;
  readonly offerPath: string | undefined;
  readonly offerId: string | undefined;
  readonly quantity: number;
  /** The price of one unit; `undefined` if the order names none. */
  readonly price?: number | undefined;
  readonly offer?: Offer | null | undefined;
}

/** Reports a purchase whose product rate plans, quantity or price the options do not map. */
export function ratePlanProblems(purchase: Purchase, options: ZuoraOptions): readonly ActionProblem[] {
  const named = purchase.offerPath ?? purchase.offerId ?? 'an offer without path and id';
  const plans = mappedPlans(purchase, options);
  if (plans.length === 0) {
    const message = `Expected a product rate plan for ${named}, found none. Add it to the step's option ratePlans.`;
    return [{ path: purchase.path, code: 'rate_plan_not_mapped', message }];
  }
  const charges = plans.flatMap((plan) => plan.charges);
  return [
    ...(purchase.quantity === 1 || charges.some(takesQuantity)
      ? []
      : [
          {
            path: purchase.path,
            code: 'quantity_not_mapped',
            message: `Expected a charge for the quantity ${purchase.quantity} of ${named}, found none. Add a charge that takes a quantity to its entry in the step's option ratePlans.`,
          },
        ]),
    ...(options.price === 'override' && purchase.price !== undefined ? priceProblems(purchase, charges, named) : []),
  ];
}

function priceProblems(purchase: Purchase, charges: readonly MappedCharge[], named: string): readonly ActionProblem[] {
  const { path } = purchase;
  if (!charges.some(takesPrice)) {
    const message = `Expected a charge for the price ${purchase.price} of ${named}, found none. Add the charge with its model to its entry in the step's option ratePlans.`;
    return [{ path, code: 'price_not_mapped', message }];
  }
  if (!hasPricePhases(purchase.offer)) return [];
  const message = `Expected one price for all periods of ${named}, found several. Split it into offers with one price each, or set the step's option price to verify or catalogue and model the phases in Zuora.`;
  return [{ path, code: 'price_not_expressible', message }];
}

/** Several recurring prices, or one for a limited number of periods, would be a ramp in Zuora. */
function hasPricePhases(offer: Offer | null | undefined): boolean {
  const recurring = (offer?.data?.attributes?.price__limio ?? []).filter(({ type }) => type === 'recurring');
  return recurring.length > 1 || recurring.some(({ repeat_count: count }) => typeof count === 'number');
}

/** Returns the `subscribeToRatePlans` of a purchase ("API Reference", Create an order). */
export function ratePlansOf(
  purchase: Purchase,
  options: ZuoraOptions,
  customFields?: JsonObject,
): readonly JsonObject[] {
  return mappedPlans(purchase, options).map(({ charges, productRatePlanId }) => {
    const overrides = charges.flatMap((charge) => {
      const pricing = pricingOf(charge, purchase, options);
      return Object.keys(pricing).length === 0
        ? []
        : [{ productRatePlanChargeId: charge.id, pricing: { [charge.model]: pricing } }];
    });
    return definedFields({
      productRatePlanId,
      customFields,
      chargeOverrides: overrides.length > 0 ? overrides : undefined,
    });
  });
}

/**
 * The quantity and, under the option `price: "override"`, the price of a charge. Zuora keeps an overridden price when a
 * subscription renews, unless `priceChangeOption` says otherwise.
 */
function pricingOf(charge: MappedCharge, purchase: Purchase, options: ZuoraOptions): JsonObject {
  const isPriced = options.price === 'override' && purchase.price !== undefined && takesPrice(charge);
  const isRecurring = charge.model.startsWith('recurring');
  return definedFields({
    quantity: takesQuantity(charge) ? purchase.quantity : undefined,
    listPrice: isPriced ? purchase.price : undefined,
    priceChangeOption:
      isPriced && isRecurring && isInitialPrice(purchase, options) ? 'UseLatestProductCatalogPricing' : undefined,
  });
}

function isInitialPrice({ offer }: Purchase, { initialPriceAttribute, priceTerms }: ZuoraOptions): boolean {
  const isMarked = initialPriceAttribute !== undefined && offer?.data?.attributes?.[initialPriceAttribute] === true;
  return isMarked || priceTerms === 'initial';
}

/** Returns whether a charge takes a quantity of an order. */
export function takesQuantity({ model }: MappedCharge): boolean {
  return CHARGE_MODELS[model].takesQuantity;
}

/** Returns the product rate plans of an offer or add-on, by its path or else its id; empty if the options map none. */
export function mappedPlans(
  { offerId, offerPath }: Pick<Purchase, 'offerId' | 'offerPath'>,
  { ratePlans }: Pick<ZuoraOptions, 'ratePlans'>,
): readonly MappedPlan[] {
  const key = [offerPath, offerId].find((candidate) => candidate !== undefined && Object.hasOwn(ratePlans, candidate));
  return key === undefined ? [] : plansOfEntry(ratePlans[key] ?? []);
}
