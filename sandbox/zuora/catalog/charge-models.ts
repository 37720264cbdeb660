/** A charge model of the catalogue. */
export type ModelName = 'FlatFee' | 'PerUnit' | 'Tiered' | 'Volume' | 'DiscountPercentage' | 'DiscountFixedAmount';

/** A charge type of the catalogue. */
export type ChargeType = 'Recurring' | 'OneTime';

/** A key of `pricing` in an order. */
export type PricingKey =
  | 'recurringFlatFee'
  | 'recurringPerUnit'
  | 'recurringTiered'
  | 'recurringVolume'
  | 'oneTimeFlatFee'
  | 'oneTimePerUnit'
  | 'oneTimeTiered'
  | 'oneTimeVolume'
  | 'discount';

/**
 * What a charge model is called where: in `model` of the catalogue, in `ChargeModel` when a charge is created, and in `pricing`
 * of an order. Source: zuora-sdk 3.21.0, `ChargeModelProductRatePlanChargeRest` and `ChargeOverridePricing`.
 */
export const CHARGE_MODELS: Readonly<
  Record<ModelName, { readonly created: string; readonly pricing: Readonly<Record<ChargeType, PricingKey>> }>
> = {
  FlatFee: { created: 'Flat Fee Pricing', pricing: { Recurring: 'recurringFlatFee', OneTime: 'oneTimeFlatFee' } },
  PerUnit: { created: 'Per Unit Pricing', pricing: { Recurring: 'recurringPerUnit', OneTime: 'oneTimePerUnit' } },
  Tiered: { created: 'Tiered Pricing', pricing: { Recurring: 'recurringTiered', OneTime: 'oneTimeTiered' } },
  Volume: { created: 'Volume Pricing', pricing: { Recurring: 'recurringVolume', OneTime: 'oneTimeVolume' } },
  DiscountPercentage: { created: 'Discount-Percentage', pricing: { Recurring: 'discount', OneTime: 'discount' } },
  DiscountFixedAmount: { created: 'Discount-Fixed Amount', pricing: { Recurring: 'discount', OneTime: 'discount' } },
};

/** Names of all charge models. */
export const MODEL_NAMES = Object.keys(CHARGE_MODELS) as readonly ModelName[];

/** Returns whether charges of a model reduce other charges. */
export function isDiscount(model: ModelName): boolean {
  return model === 'DiscountPercentage' || model === 'DiscountFixedAmount';
}

/** Returns whether charges of a model have a quantity. */
export function hasQuantity(model: ModelName): boolean {
  return model === 'PerUnit' || model === 'Tiered' || model === 'Volume';
}
