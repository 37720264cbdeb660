import * as z from 'zod';
import { patienceSchema } from './connection-config.ts';
import { identifierSchema, jsonValueSchema } from './field-schemas.ts';
import { DEFAULT_CALLBACK_TIMEOUT_SECONDS, DEFAULT_RETRY } from './step-defaults.ts';

/** The retry policy of a step. Every field has a default. */
export const retryConfigSchema = z
  .strictObject({
    maxAttempts: z
      .int()
      .min(0)
      .max(20)
      .default(DEFAULT_RETRY.maxAttempts)
      .describe('Retries after the first attempt; 0 for none.'),
    intervalSeconds: z
      .int()
      .min(1)
      .max(3600)
      .default(DEFAULT_RETRY.intervalSeconds)
      .describe('Seconds before the first retry.'),
    backoffRate: z
      .number()
      .min(1)
      .max(10)
      .default(DEFAULT_RETRY.backoffRate)
      .describe('Factor by which the delay grows with each retry.'),
  })
  .describe('How the step is retried after a temporary error.');

/** The maximum duration of an execution. Source: Step Functions Developer Guide, "Service quotas". */
const ONE_YEAR_SECONDS = 31_536_000;

/**
 * How long a step waits for its callback. The heartbeat must be shorter than the timeout, or Step Functions rejects the
 * state machine.
 *
 * Source: Amazon States Language specification, "Task State", HeartbeatSeconds.
 */
export const callbackConfigSchema = z
  .strictObject({
    timeoutSeconds: z
      .int()
      .min(1)
      .max(ONE_YEAR_SECONDS)
      .default(DEFAULT_CALLBACK_TIMEOUT_SECONDS)
      .describe('How long to wait for the callback. After that the outcome is unknown.'),
    heartbeatSeconds: z
      .int()
      .min(1)
      .max(ONE_YEAR_SECONDS)
      .optional()
      .describe(
        'The longest time between two heartbeats, which the other system sends to the callback URL. Must be less than timeoutSeconds. Default: no heartbeats expected.',
      ),
  })
  .superRefine(({ timeoutSeconds, heartbeatSeconds = 0 }, { addIssue }) => {
    if (heartbeatSeconds < timeoutSeconds) return;
    const message = `Expected less than timeoutSeconds (${timeoutSeconds}), found ${heartbeatSeconds}: lower it, or raise timeoutSeconds`;
    addIssue({ code: 'custom', path: ['heartbeatSeconds'], message });
  })
  .describe('How long a step with waitFor waits for the callback.');

/** The maximum duration of one attempt of a step: below Lambda's limit, so that the step host has time for its own work. */
export const MAX_STEP_TIMEOUT_SECONDS = 600;

/** One step of a tenant file. */
export const stepConfigSchema = z
  .strictObject({
    id: identifierSchema.optional().describe('Unique in the sequence. Default: the name of the plugin.'),
    name: z.string().min(1).describe('The plugin that the step runs.'),
    service: z
      .string()
      .min(1)
      .optional()
      .describe('Category of the plugin. Default: the one that the plugin declares.'),
    critical: z
      .boolean()
      .describe('true: a failure stops the order. false: the order continues and is marked as degraded.'),
    options: z.record(z.string(), jsonValueSchema).default({}).describe('Options of the plugin.'),
    when: z
      .string()
      .min(1)
      .optional()
      .describe('JSONata over { order, results, facts }: the step is skipped unless the result is true.'),
    select: z
      .string()
      .min(1)
      .optional()
      .describe('JSONata over { order, results, facts }: the plugin gets the result instead of the whole order.'),
    timeoutSeconds: z
      .int()
      .min(1)
      .max(MAX_STEP_TIMEOUT_SECONDS)
      .optional()
      .describe('Maximum duration of one attempt. Default: the one that the plugin declares.'),
    retry: retryConfigSchema.optional(),
    patience: patienceSchema
      .optional()
      .describe(
        'How long an order waits at this step while its partner is unavailable. Default: that of the connection, or else of the tenant.',
      ),
    waitFor: z
      .enum(['callback'])
      .optional()
      .describe('callback: the step ends when the other system calls POST /orders/{id}/steps/{step}/callback.'),
    callback: callbackConfigSchema.optional(),
  })
  .refine((step) => step.callback === undefined || step.waitFor === 'callback', {
    path: ['callback'],
    error: 'Expected "waitFor": "callback" next to it, found none: without it the step does not wait.',
  })
  .meta({ id: 'step', description: 'One step: a plugin with its options.' });

/** A step of a tenant file, with defaults filled in. */
export type StepConfig = z.output<typeof stepConfigSchema>;
