import * as z from 'zod';

/** The body of `POST /webhooks/{name}/recover`. */
export const recoverRequestSchema = z.strictObject({
  since: z.iso.datetime({ offset: true }).describe('Deliveries that began at this instant or later.'),
});
