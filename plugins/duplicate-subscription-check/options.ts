import * as z from 'zod';

/** Options of the duplicate subscription check. */
export const duplicateCheckOptions = z.strictObject({
  salesforceStep: z
    .string()
    .min(1)
    .default('salesforceV3')
    .describe('Id of the earlier step whose output has the crmId of the matched account.'),
  onlyBlockMultiple: z
    .boolean()
    .default(false)
    .describe('True: only products whose attribute block_multiple__limio is true are checked. False: all are.'),
  message: z
    .string()
    .min(1)
    .max(300)
    .default('You already have an active subscription to this product.')
    .describe('What the customer reads.'),
});

/** Parsed options of the duplicate subscription check. */
export type DuplicateCheckOptions = z.output<typeof duplicateCheckOptions>;
