import * as z from 'zod';
import { date, offer, quantity, text } from '../../order-fields/field-schemas.ts';
import type { Purchase } from '../../order-fields/rate-plans.ts';

/** One entry of `updates`. */
export const update = z.object({
  type: z.enum(['add', 'remove', 'update']),
  id: text,
  path: text,
  offer: offer.nullish(),
  quantity,
  effective_date: date,
});

/** One entry of `updates`. */
export type Update = z.output<typeof update>;

/** The offer or add-on that an entry names: by its path, else by its id. */
export function purchaseOf(entry: Update): Omit<Purchase, 'path'> {
  return {
    offerPath: entry.path ?? entry.offer?.path,
    offerId: entry.id ?? entry.offer?.id,
    quantity: entry.quantity ?? 1,
  };
}
