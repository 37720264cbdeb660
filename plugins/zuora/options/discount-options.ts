import * as z from 'zod';

/** The rate plan of a discount or promo code. */
export const discount = z.strictObject({
  productRatePlanId: z.string().min(1).describe('Product rate plan of the discount.'),
  chargeId: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Its discount charge. With it, the order's percentage or amount, and its duration, override those of the catalogue.",
    ),
});
