import * as z from 'zod';

/**
 * The charge models whose price or quantity an order can set, by the name that Zuora gives their override ("API Reference",
 * Create an order, `chargeOverrides.pricing`). A price with tiers does not fit the one price of an order.
 */
export const CHARGE_MODELS = {
  recurringFlatFee: { takesPrice: true, takesQuantity: false },
  recurringPerUnit: { takesPrice: true, takesQuantity: true },
  recurringTiered: { takesPrice: false, takesQuantity: true },
  recurringVolume: { takesPrice: false, takesQuantity: true },
  oneTimeFlatFee: { takesPrice: true, takesQuantity: false },
  oneTimePerUnit: { takesPrice: true, takesQuantity: true },
  oneTimeTiered: { takesPrice: false, takesQuantity: true },
  oneTimeVolume: { takesPrice: false, takesQuantity: true },
} as const;

/** A charge model, by the name of its override. */
export type ChargeModel = keyof typeof CHARGE_MODELS;

const models = Object.keys(CHARGE_MODELS) as [ChargeModel, ...ChargeModel[]];

const charge = z.strictObject({
  id: z.string().min(1).describe('Product rate plan charge.'),
  model: z.enum(models).describe('Its charge type and model.'),
  takesPrice: z
    .boolean()
    .default(true)
    .describe("Whether it takes the order's price under the option price override, if its model has one price."),
});

/** A product rate plan: its id, or its id with the charges that take a quantity or a price of an order. */
export const ratePlan = z.union([
  z.string().min(1),
  z.strictObject({
    productRatePlanId: z.string().min(1),
    quantityChargeId: z
      .string()
      .min(1)
      .optional()
      .describe('Recurring per-unit charge for the quantity. Quantities over 1 need it, or a charge that takes one.'),
    charges: z.array(charge).default([]).describe('Charges that take the quantity or the price of an order.'),
  }),
]);

/** A charge of a mapped product rate plan. */
export type MappedCharge = z.output<typeof charge>;

/** A product rate plan that the options map an offer or add-on to. */
export interface MappedPlan {
  readonly productRatePlanId: string;
  readonly charges: readonly MappedCharge[];
}

/** Returns the product rate plans of an entry of the option `ratePlans`. */
export function plansOfEntry(
  entry: z.output<typeof ratePlan> | readonly z.output<typeof ratePlan>[],
): readonly MappedPlan[] {
  return [entry].flat().map((plan) => {
    if (typeof plan === 'string') return { productRatePlanId: plan, charges: [] };
    const { charges, productRatePlanId, quantityChargeId } = plan;
    const ofQuantity =
      quantityChargeId === undefined || charges.some(({ id }) => id === quantityChargeId)
        ? []
        : [{ id: quantityChargeId, model: 'recurringPerUnit', takesPrice: true } as const];
    return { productRatePlanId, charges: [...charges, ...ofQuantity] };
  });
}

/** Returns whether a charge takes the price of an order. */
export function takesPrice({ model, takesPrice: isMeant }: MappedCharge): boolean {
  return isMeant && CHARGE_MODELS[model].takesPrice;
}
