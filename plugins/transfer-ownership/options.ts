import * as z from 'zod';
import { endpointOption, keyedUrlOption, undoOption } from '../kit/endpoint-options.ts';

/** Options of the ownership transfer. */
export const transferOptions = z.strictObject({
  endpoint: endpointOption().describe(
    'Where the change of owner is posted to, e.g. https://…/api/objects/owner_change.',
  ),
  destinationId: z
    .string()
    .min(1)
    .describe(
      'JSONata over { order, results, facts } that gives the matched owner, e.g. results.identity.owner; nothing when nobody matches.',
    ),
  sourceId: z
    .string()
    .min(1)
    .default('order.owner')
    .describe('JSONata over { order, results, facts } that gives the owner whose objects are moved.'),
  message: z
    .string()
    .min(1)
    .max(300)
    .default('Moved to the matched owner')
    .describe("What is noted of the change; the order's reference is added."),
  statusUrl: keyedUrlOption()
    .optional()
    .describe(
      'Where a GET tells of an earlier request, 404 when there is none; asked when a reply was lost. {idempotencyKey} stands for its key.',
    ),
  undo: undoOption().describe(
    'How the endpoint takes a request back when the order is compensated; without it that has to be done by hand.',
  ),
  timeoutMs: z.number().int().positive().default(5_000).describe('How long to wait for the reply, in milliseconds.'),
});

/** Parsed options of the ownership transfer. */
export type TransferOptions = z.output<typeof transferOptions>;
