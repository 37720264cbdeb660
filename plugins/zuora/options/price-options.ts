import * as z from 'zod';
import { plansOfEntry, type ratePlan, takesPrice } from './rate-plan-options.ts';

/** Options about the price of orders. */
export const priceOptions = {
  price: z
    .enum(['verify', 'override', 'catalogue'])
    .default('verify')
    .describe(
      "Whose price counts. verify: Zuora's preview must bill the amount of the order, otherwise the step declines with price_mismatch before anything is created. override: the order's prices are sent to Zuora as overrides of the charges in ratePlans. catalogue: Zuora's price counts, and the difference is in the output.",
    ),
  priceTolerance: z
    .number()
    .nonnegative()
    .default(0)
    .describe(
      'With price catalogue: the largest difference, in the currency of the order, that is not reported as order.error.',
    ),
  priceTerms: z
    .enum(['all', 'initial'])
    .default('all')
    .describe(
      'With price override: whether the price of the order also counts after a renewal, or Zuora then takes the latest price of its catalogue.',
    ),
  initialPriceAttribute: z
    .string()
    .min(1)
    .optional()
    .describe("Offer attribute that, if true, limits the order's price to the initial term, whatever priceTerms says."),
};

/** The part of the options that decides whether prices of orders can be sent. */
interface PricedOptions {
  readonly price: 'verify' | 'override' | 'catalogue';
  readonly ratePlans: Readonly<Record<string, z.output<typeof ratePlan> | readonly z.output<typeof ratePlan>[]>>;
}

/** Reports the offers whose one price cannot be sent, because several charges take it. */
export function checkPriceOptions({ price, ratePlans }: PricedOptions, context: z.RefinementCtx): void {
  if (price !== 'override') return;
  for (const [offer, entry] of Object.entries(ratePlans)) {
    const takers = plansOfEntry(entry).flatMap(({ charges }) => charges.filter(takesPrice));
    if (takers.length < 2) continue;
    const ids = takers.map(({ id }) => id).join(', ');
    const message = `expected one charge that takes the price of ${offer}, found ${ids}: set takesPrice to false for the others`;
    context.addIssue({ code: 'custom', path: ['ratePlans', offer], message });
  }
}
