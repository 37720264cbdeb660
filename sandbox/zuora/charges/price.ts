import type { ProductCharge } from '../catalog/catalog-schema.ts';
import { CHARGE_MODELS, hasQuantity, isDiscount, type ModelName } from '../catalog/charge-models.ts';
import { zuoraRefusal } from '../errors.ts';
import { share, toUnits, type Units } from '../money.ts';
import type { Pricing } from './pricing-schema.ts';

/** Prices of a charge for some time. Which fields count depends on the charge's model. */
export interface Price {
  readonly listPrice: Units | null;
  readonly quantity: number | null;
  readonly tiers: readonly Tier[] | null;
  readonly discountPercentage: number | null;
  readonly discountAmount: Units | null;
}

/** Price of the units of a range. */
export interface Tier {
  readonly startingUnit: number;
  readonly endingUnit: number | null;
  readonly price: Units;
  readonly priceFormat: 'FlatFee' | 'PerUnit';
}

/** A charge as far as its price depends on it. */
export type PricedCharge = Pick<ProductCharge, 'model' | 'type'> & { readonly productRatePlanChargeId: string };

/**
 * Returns the catalogue price of a charge.
 *
 * @throws Refusal when the charge has no price in the currency.
 */
export function catalogPrice(charge: ProductCharge, currency: string): Price {
  const found = charge.pricing.find((price) => price.currency === currency);
  if (found === undefined) {
    const message = `The product rate plan charge ${charge.id} has no price in ${currency}.`;
    throw zuoraRefusal({ category: 'businessRule' }, message);
  }
  const units = (amount: string | undefined) => (amount === undefined ? null : toUnits(amount, currency, 'price'));
  return {
    listPrice: units(found.price),
    quantity: hasQuantity(charge.model) ? Number(charge.defaultQuantity ?? 1) : null,
    tiers:
      found.tiers?.map((tier) => ({
        startingUnit: Number(tier.startingUnit),
        endingUnit: tier.endingUnit === undefined ? null : Number(tier.endingUnit),
        price: toUnits(tier.price, currency, 'price'),
        priceFormat: tier.priceFormat,
      })) ?? null,
    discountPercentage: found.discountPercentage === undefined ? null : Number(found.discountPercentage),
    discountAmount: units(found.discountAmount),
  };
}

/**
 * Returns a price with what an order overrides.
 *
 * @throws Refusal when the order sends prices of another charge model, or an amount with too many decimal places.
 */
export function overriddenPrice(
  price: Price,
  pricing: Pricing | undefined,
  charge: PricedCharge,
  currency: string,
): Price {
  const fitting = CHARGE_MODELS[charge.model].pricing[charge.type];
  const unfitting = Object.keys(pricing ?? {}).find((key) => key !== fitting);
  if (unfitting !== undefined) {
    const { model, productRatePlanChargeId: id, type } = charge;
    const message = `'${unfitting}' does not fit the charge ${id}, which is ${type} and ${model}: it needs '${fitting}'`;
    throw zuoraRefusal({ category: 'invalidValue' }, message);
  }
  const sent: Sent = (pricing as Readonly<Record<string, Sent>> | undefined)?.[fitting] ?? {};
  return {
    listPrice: sent.listPrice === undefined ? price.listPrice : toUnits(sent.listPrice, currency, 'listPrice'),
    quantity: sent.quantity ?? price.quantity,
    tiers:
      sent.tiers?.map((tier) => ({
        startingUnit: tier.startingUnit,
        endingUnit: tier.endingUnit ?? null,
        price: toUnits(tier.price, currency, 'price'),
        priceFormat: tier.priceFormat,
      })) ?? price.tiers,
    discountPercentage: sent.discountPercentage ?? price.discountPercentage,
    discountAmount:
      sent.discountAmount === undefined
        ? price.discountAmount
        : toUnits(sent.discountAmount, currency, 'discountAmount'),
  };
}

interface Sent {
  readonly listPrice?: number;
  readonly quantity?: number;
  readonly tiers?: readonly {
    startingUnit: number;
    endingUnit?: number;
    price: number;
    priceFormat: 'FlatFee' | 'PerUnit';
  }[];
  readonly discountPercentage?: number;
  readonly discountAmount?: number;
}

const TOTALS: Readonly<
  Record<Exclude<ModelName, 'DiscountPercentage' | 'DiscountFixedAmount'>, (price: Price) => Units>
> = {
  FlatFee: ({ listPrice }) => listPrice ?? 0,
  PerUnit: ({ listPrice, quantity }) => share(listPrice ?? 0, quantity ?? 1),
  Volume: ({ quantity, tiers }) => {
    const units = quantity ?? 1;
    const reached = (tiers ?? []).findLast((tier) => units >= tier.startingUnit);
    return reached === undefined ? 0 : tierTotal(reached, units);
  },
  Tiered: ({ quantity, tiers }) => {
    const units = quantity ?? 1;
    return (tiers ?? []).reduce((total, tier, index) => {
      // A tier starts after the last unit of the one before it.
      const before = index === 0 ? 0 : (tiers?.[index - 1]?.endingUnit ?? tier.startingUnit);
      const within = Math.min(units, tier.endingUnit ?? units) - before;
      return within > 0 ? total + tierTotal(tier, within) : total;
    }, 0);
  },
};

/** Returns what a charge costs for a whole billing period, or once. A discount costs nothing by itself. */
export function totalPrice(model: ModelName, price: Price): Units {
  return isDiscount(model) ? 0 : TOTALS[model as keyof typeof TOTALS](price);
}

function tierTotal({ price, priceFormat }: Tier, units: number): Units {
  return priceFormat === 'FlatFee' ? price : share(price, units);
}
