import * as z from 'zod';
import { endpointOption, idempotencyOption, statusUrlOption, undoOption } from '../kit/endpoint-options.ts';

/** Options of the ownership transfer. */
export const transferOptions = z.strictObject({
  endpoint: endpointOption().describe('URL to post the change of owner to, e.g. https://…/api/objects/owner_change.'),
  destinationId: z
    .string()
    .min(1)
    .describe(
      'JSONata over { order, results, facts } that returns the matched owner, e.g. results.identity.owner, or nothing if there is no match.',
    ),
  sourceId: z
    .string()
    .min(1)
    .optional()
    .describe(
      'JSONata over { order, results, facts } that returns the owner to move objects from. By default the owner of the order.',
    ),
  message: z
    .string()
    .min(1)
    .max(300)
    .default('Moved to the matched owner')
    .describe("Note that the endpoint stores with the change. The plugin appends the order's reference."),
  statusUrl: statusUrlOption(),
  idempotency: idempotencyOption(),
  undo: undoOption(),
  timeoutMs: z.number().int().positive().default(5_000).describe('How long to wait for the reply, in milliseconds.'),
});

/** Parsed options of the ownership transfer. */
export type TransferOptions = z.output<typeof transferOptions>;
