import * as z from 'zod';
import { identifierSchema, jsonValueSchema } from './field-schemas.ts';

/** How a step is tried again; every part has a default. */
export const retryConfigSchema = z
  .strictObject({
    maxAttempts: z.int().min(0).max(20).default(3).describe('Retries after the first attempt; 0 for none.'),
    intervalSeconds: z.int().min(1).max(3600).default(1).describe('Seconds before the first retry.'),
    backoffRate: z.number().min(1).max(10).default(2).describe('Factor by which the delay grows.'),
  })
  .describe('How an error that may pass is tried again.');

/** The longest that a state machine's execution can last. Source: Step Functions Developer Guide, "Service quotas". */
const ONE_YEAR_SECONDS = 31_536_000;

/**
 * How long a step waits for its callback. A heartbeat is shorter than the wait, or the state machine is refused.
 * Source: Amazon States Language specification, "Task State", HeartbeatSeconds.
 */
export const callbackConfigSchema = z
  .strictObject({
    timeoutSeconds: z
      .int()
      .min(1)
      .max(ONE_YEAR_SECONDS)
      .default(86_400)
      .describe('How long to wait for the answer; after it the outcome is unknown.'),
    heartbeatSeconds: z
      .int()
      .min(1)
      .max(ONE_YEAR_SECONDS)
      .optional()
      .describe(
        'The longest time between two signs of life, which the other system sends to the same address; less than timeoutSeconds. Default: none are expected.',
      ),
  })
  .superRefine(({ timeoutSeconds, heartbeatSeconds = 0 }, { addIssue }) => {
    if (heartbeatSeconds < timeoutSeconds) return;
    const message = `Expected less than the ${timeoutSeconds} seconds of timeoutSeconds, found ${heartbeatSeconds}: lower it, or raise timeoutSeconds`;
    addIssue({ code: 'custom', path: ['heartbeatSeconds'], message });
  })
  .describe('How long a step with waitFor waits for the answer.');

/** The longest time that one attempt of a step may have: what a Lambda may take, less what the host needs. */
export const MAX_STEP_TIMEOUT_SECONDS = 600;

/** One entry of a tenant's plugin sequence. */
export const stepConfigSchema = z
  .strictObject({
    id: identifierSchema.optional().describe('Unique in the sequence. Default: the name of the plugin.'),
    name: z.string().min(1).describe('The plugin.'),
    service: z.string().min(1).optional().describe("The plugin's category. Default: the plugin's own."),
    critical: z.boolean().describe('true: a failure stops the order. false: it is noted and passed over.'),
    options: z.record(z.string(), jsonValueSchema).default({}).describe("The plugin's options."),
    when: z
      .string()
      .min(1)
      .optional()
      .describe('JSONata over { order, results, facts }: the step is skipped unless it gives true.'),
    select: z
      .string()
      .min(1)
      .optional()
      .describe('JSONata over { order, results, facts }: the plugin sees only what it gives.'),
    timeoutSeconds: z
      .int()
      .min(1)
      .max(MAX_STEP_TIMEOUT_SECONDS)
      .optional()
      .describe("How long one attempt may take. Default: the plugin's own."),
    retry: retryConfigSchema.optional(),
    waitFor: z
      .enum(['callback'])
      .optional()
      .describe('callback: the step ends when the other system answers, by POST /orders/{id}/steps/{step}/callback.'),
    callback: callbackConfigSchema.optional(),
  })
  .refine((step) => step.callback === undefined || step.waitFor === 'callback', {
    path: ['callback'],
    error: 'Expected "waitFor": "callback" beside it, found none: nothing would wait.',
  })
  .meta({ id: 'step', description: 'One step: a plugin with its options.' });

/** A step as the tenant file has it. */
export type StepConfig = z.output<typeof stepConfigSchema>;
