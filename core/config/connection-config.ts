import * as z from 'zod';
import { DEFAULT_CONNECTION } from '../connections/connection-settings.ts';
import { durationSchema } from './duration.ts';

/** A parked order must not outlive its execution, which may last a year, nor what people remember of it. */
const MAX_PATIENCE_SECONDS = 30 * 86_400;

/** How long an order waits at a step whose partner is unavailable. */
export const patienceSchema = durationSchema(MAX_PATIENCE_SECONDS, '30 days (P30D)');

/**
 * How orders behave while a partner is unavailable. A connection is named after the secret with its address and credentials, e.g.
 * `zuora`, or after the host of a callout.
 */
export const connectionConfigSchema = z.strictObject({
  patience: patienceSchema
    .optional()
    .describe('How long orders wait for this partner while it is unavailable. Default: the patience of the tenant.'),
  openAfterOutages: z
    .int()
    .min(1)
    .max(1000)
    .default(DEFAULT_CONNECTION.openAfterOutages)
    .describe('Consecutive outages within a minute after which the connection opens: no order calls the partner.'),
  tryAfterSeconds: z
    .int()
    .min(1)
    .max(3600)
    .default(DEFAULT_CONNECTION.tryAfterSeconds)
    .describe(
      'Seconds before one order tries an open connection. The time doubles after each try that fails, up to 5 minutes.',
    ),
  concurrency: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe(
      'How many calls the partner gets at the same time at most: the functions that use the connection share that many instances. Orders beyond it wait for their turn. Default: no limit.',
    ),
  releasePerMinute: z
    .int()
    .min(1)
    .max(6000)
    .default(DEFAULT_CONNECTION.releasePerMinute)
    .describe('How many parked orders continue per minute, oldest first, once the partner answers again.'),
});

/** Name of a connection: that of a secret, with `.` for `/`, or a host. */
export const connectionNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9[][A-Za-z0-9._:\]-]{0,127}$/,
    'Expected the name of a connection, e.g. "zuora" or "api.example.org"',
  );

/** Settings of a tenant's connections by name. */
export const connectionsConfigSchema = z.record(connectionNameSchema, connectionConfigSchema).default({});
