import * as z from 'zod';
import { endpointOption, statusUrlOption, undoOption } from '../kit/endpoint-options.ts';

/** Options of the entitlements plugin. */
export const entitlementOptions = z.strictObject({
  endpoint: endpointOption().describe(
    'Base URL of the provisioning API. The plugin appends /entitlements/grant, /change or /revoke.',
  ),
  userId: z
    .string()
    .min(1)
    .default('order.owner ? order.owner : order.userDetails.sub')
    .describe('JSONata over { order, results, facts } that returns the user, e.g. results.users.userId.'),
  codes: z
    .record(z.string().min(1), z.string().min(1))
    .default({})
    .describe(
      'Entitlement codes by the path of the entitlement. Without an entry, the last part of the path is the code.',
    ),
  statusUrl: statusUrlOption(),
  undo: undoOption(),
  timeoutMs: z.number().int().positive().default(5_000).describe('How long to wait for the reply, in milliseconds.'),
});

/** Parsed options of the entitlements plugin. */
export type EntitlementOptions = z.output<typeof entitlementOptions>;
