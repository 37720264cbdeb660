import * as z from 'zod';

/** Options of the duplicate subscription check. */
export const duplicateCheckOptions = z.strictObject({
  salesforceStep: z
    .string()
    .min(1)
    .default('salesforceV3')
    .describe('Id of the earlier step whose output contains the crmId of the matched account.'),
  onlyBlockMultiple: z
    .boolean()
    .default(false)
    .describe('Whether to check only products whose attribute block_multiple__limio is true, instead of all products.'),
  message: z
    .string()
    .min(1)
    .max(300)
    .default('You already have an active subscription to this product.')
    .describe('Message to the customer who has the product already.'),
  messageInProgress: z
    .string()
    .min(1)
    .max(300)
    .default('You already have an order for this product in progress.')
    .describe('Message to the customer whose earlier order for the product has not ended.'),
});

/** Parsed options of the duplicate subscription check. */
export type DuplicateCheckOptions = z.output<typeof duplicateCheckOptions>;
