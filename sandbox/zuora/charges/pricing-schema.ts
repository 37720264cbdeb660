import * as z from 'zod';
import { modelObject } from '../request-body.ts';

const price = z.number().min(0);
const quantity = z.number().positive();
const priceChange = 'priceChangeOption priceIncreasePercentage originalListPrice';

const tiers = z
  .array(
    modelObject({
      tier: z.number().int().positive(),
      startingUnit: z.number().min(0),
      endingUnit: z.number().positive().optional(),
      price,
      priceFormat: z.enum(['FlatFee', 'PerUnit']),
      originalListPrice: price.optional(),
    }),
  )
  .min(1);

/** The sandbox has prices per billing period only. */
const listPriceBase = z.enum(['Per_Billing_Period']).optional();

/** Source: zuora-sdk 3.21.0, `DiscountPricingOverride` and `DiscountPricingUpdate`. */
const discount = modelObject({
  discountPercentage: z.number().min(0).max(100).optional(),
  discountAmount: price.optional(),
  applyDiscountTo: z.enum(['ONETIME', 'RECURRING', 'ONETIMERECURRING']).optional(),
  discountLevel: z.enum(['rateplan', 'subscription']).optional(),
});

/** Prices of a new charge. Source: zuora-sdk 3.21.0, `ChargeOverridePricing`. */
export const pricingOverrideSchema = modelObject({
  discount: discount.optional(),
  oneTimeFlatFee: modelObject({ listPrice: price }, 'originalListPrice').optional(),
  oneTimePerUnit: modelObject(
    { listPrice: price.optional(), quantity: quantity.optional() },
    'originalListPrice uom',
  ).optional(),
  oneTimeTiered: modelObject({ quantity: quantity.optional(), tiers: tiers.optional() }, 'uom').optional(),
  oneTimeVolume: modelObject({ quantity: quantity.optional(), tiers: tiers.optional() }, 'uom').optional(),
  recurringFlatFee: modelObject({ listPrice: price.optional(), listPriceBase }, priceChange).optional(),
  recurringPerUnit: modelObject(
    { listPrice: price.optional(), quantity: quantity.optional(), listPriceBase },
    `${priceChange} uom`,
  ).optional(),
  recurringTiered: modelObject(
    { quantity: quantity.optional(), tiers: tiers.optional(), listPriceBase },
    'priceChangeOption priceIncreasePercentage uom',
  ).optional(),
  recurringVolume: modelObject(
    { quantity: quantity.optional(), tiers: tiers.optional(), listPriceBase },
    'priceChangeOption priceIncreasePercentage uom',
  ).optional(),
});

/** New prices of an existing charge. Source: zuora-sdk 3.21.0, `CreateOrderPricingUpdate`. */
export const pricingUpdateSchema = modelObject({
  discount: discount.optional(),
  recurringFlatFee: modelObject({ listPrice: price.optional() }, priceChange).optional(),
  recurringPerUnit: modelObject({ listPrice: price.optional(), quantity: quantity.optional() }, priceChange).optional(),
  recurringTiered: modelObject(
    { quantity: quantity.optional(), tiers: tiers.optional() },
    'priceChangeOption priceIncreasePercentage',
  ).optional(),
  recurringVolume: modelObject(
    { quantity: quantity.optional(), tiers: tiers.optional() },
    'priceChangeOption priceIncreasePercentage',
  ).optional(),
});

/** Prices that an order sends for a charge. */
export type Pricing = z.output<typeof pricingOverrideSchema> | z.output<typeof pricingUpdateSchema>;
