import * as z from 'zod';
import { instantSchema, jsonObjectSchema, orderIdSchema } from './response-parts.ts';

const replacementSchema = z.strictObject({
  by: z.string().describe('The subject of the token, and its client if different.'),
  at: instantSchema,
  reason: z.string(),
  run: z.int().describe('The run that started with the next revision.'),
});

const valueChangeSchema = z.strictObject({
  path: z.string().describe('Where the field is, e.g. `billingDetails.postalCode`. Lists are compared as a whole.'),
  change: z.enum(['added', 'removed', 'changed']),
  before: z.unknown().exactOptional().describe('What the field held before. Absent if it was added.'),
  after: z.unknown().exactOptional().describe('What it holds in the next revision. Absent if it was removed.'),
});

/** What was submitted, with every revision of it. */
export const orderPayloadSchema = z
  .strictObject({
    id: orderIdSchema,
    revision: z.int().describe('The number of the current revision, from 1. An erasure adds one.'),
    payload: jsonObjectSchema.describe('The order as the current run reads it.'),
    former: z
      .array(
        z.strictObject({
          revision: z.int(),
          payload: jsonObjectSchema.describe('The order before the patch.'),
          replaced: replacementSchema.describe('Who patched it, when and why.'),
          changes: z.array(valueChangeSchema).describe('What the patch changed.'),
        }),
      )
      .describe('The revisions that operators replaced with a patch, oldest first.'),
    erasedAt: instantSchema.nullable().describe('When its personal data was erased.'),
  })
  .describe('An order as it was submitted and patched, with personal data.');
