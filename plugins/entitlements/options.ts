import * as z from 'zod';
import { ACTIVATION_ATTRIBUTE } from '../../core/order/order-items.ts';
import { endpointOption, idempotencyOption, statusUrlOption, undoOption } from '../kit/endpoint-options.ts';

/** Options of the entitlements plugin. */
export const entitlementOptions = z.strictObject({
  endpoint: endpointOption().describe(
    'Base URL of the provisioning API. The plugin appends /entitlements/grant, /change or /revoke.',
  ),
  userId: z
    .string()
    .min(1)
    .optional()
    .describe(
      'JSONata over { order, results, facts } that returns the user, e.g. results.users.userId. By default the owner of the order, or else the logged-in user.',
    ),
  giftRecipientId: z
    .string()
    .min(1)
    .optional()
    .describe(
      'JSONata over { order, results, facts } that returns the user who receives a gift when it is bought. Without it, or if it returns nothing, the entitlements are granted when the gift is redeemed.',
    ),
  codes: z
    .record(z.string().min(1), z.string().min(1))
    .default({})
    .describe(
      'Entitlement codes by the path of the entitlement. Without an entry, the last part of the path is the code.',
    ),
  zuoraStep: z
    .string()
    .default('zuora')
    .describe(
      'Id of the earlier step whose output contains subscriptionNumbers, status, effectiveDate and endsOn. Without them, the order decides.',
    ),
  serviceActivationAttribute: z
    .string()
    .default(ACTIVATION_ATTRIBUTE)
    .describe('Offer attribute that, if true, makes entitlements wait for the activation, as in the step zuora.'),
  statusUrl: statusUrlOption(),
  idempotency: idempotencyOption(),
  undo: undoOption(),
  timeoutMs: z.number().int().positive().default(5_000).describe('How long to wait for the reply, in milliseconds.'),
});

/** Parsed options of the entitlements plugin. */
export type EntitlementOptions = z.output<typeof entitlementOptions>;
