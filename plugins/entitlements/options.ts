import * as z from 'zod';
import { endpointOption, keyedUrlOption, undoOption } from '../kit/endpoint-options.ts';

/** Options of the entitlements plugin. */
export const entitlementOptions = z.strictObject({
  endpoint: endpointOption().describe(
    'Base URL of the provisioning API; /entitlements/grant, /change or /revoke is added.',
  ),
  userId: z
    .string()
    .min(1)
    .default('order.owner ? order.owner : order.userDetails.sub')
    .describe('JSONata over { order, results, facts } that gives the user, e.g. results.users.userId.'),
  codes: z
    .record(z.string().min(1), z.string().min(1))
    .default({})
    .describe(
      'Entitlement code by the path of the entitlement; without an entry the last part of the path is the code.',
    ),
  statusUrl: keyedUrlOption()
    .optional()
    .describe(
      'Where a GET tells of an earlier request, 404 when there is none; asked when a reply was lost. {idempotencyKey} stands for its key.',
    ),
  undo: undoOption().describe(
    'How the provisioning API takes a request back when the order is compensated; without it that has to be done by hand.',
  ),
  timeoutMs: z.number().int().positive().default(5_000).describe('How long to wait for the reply, in milliseconds.'),
});

/** Parsed options of the entitlements plugin. */
export type EntitlementOptions = z.output<typeof entitlementOptions>;
