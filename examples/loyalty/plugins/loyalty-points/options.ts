import { endpointOption, idempotencyOption, z } from 'order-orchestration-framework/plugin';

/** Options of the plugin loyaltyPoints. */
export const loyaltyPointsOptions = z.strictObject({
  endpoint: endpointOption().describe('URL to book points at, below which each booking has its own.'),
  apiKey: z.string().min(1).default('loyalty').describe('Name of the secret whose field apiKey holds the API key.'),
  pointsPerItem: z.int().positive().default(10).describe('Points for each item of the order.'),
  idempotency: idempotencyOption(),
  timeoutMs: z.int().positive().default(5_000).describe('How long to wait for a reply, in milliseconds.'),
});
