import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { MAX_STEP_OUTPUT_BYTES } from '../../../core/plugin/define-plugin.ts';

/** Why an operator does it, for whoever reads the order's record. */
const reasonSchema = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .describe('Why; kept on the record of the order together with who and when.');

const jsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), z.json());

const outputSchema = jsonObjectSchema
  .refine((output) => Buffer.byteLength(JSON.stringify(output)) <= MAX_STEP_OUTPUT_BYTES, {
    error: `Expected at most ${MAX_STEP_OUTPUT_BYTES} bytes as JSON: give references, not whole replies.`,
  })
  .describe(`What the step gives to later steps; ${MAX_STEP_OUTPUT_BYTES} bytes of JSON at most.`);

/** The body of `POST /orders/{id}/resume`. */
export const resumeBodySchema = z.strictObject({
  reason: reasonSchema,
  patch: jsonObjectSchema
    .optional()
    .describe(
      'Changes to the order as a JSON Merge Patch (RFC 7396): null takes a field away, lists are replaced whole.',
    ),
});

/** The body of the actions that take a reason and nothing else. */
export const reasonBodySchema = z.strictObject({ reason: reasonSchema });

/** The body of `POST /orders/{id}/steps/{step}/complete`. */
export const completeBodySchema = z.strictObject({ reason: reasonSchema, output: outputSchema.default({}) });

const errorSchema = z.strictObject({
  code: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'Expected 1 to 64 letters, digits, "_", "." or "-"')
    .describe('A machine-readable reason, shown to the customer, e.g. `card_declined`.'),
  message: z.string().trim().min(1).max(1000).describe('What the customer may read.'),
});

/** The body of `POST /orders/{id}/steps/{step}/callback`. */
export const callbackBodySchema = z
  .strictObject({
    output: outputSchema.optional(),
    error: errorSchema.optional().describe('Why the step failed.'),
    heartbeat: z.literal(true).optional().describe('No answer yet, only a sign of life: the work goes on.'),
  })
  .refine((body) => Object.values(body).filter((value) => value !== undefined).length === 1, {
    error: 'Expected either output, error or heartbeat, found none of them or more than one.',
  });
