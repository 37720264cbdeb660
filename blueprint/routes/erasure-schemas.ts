import * as z from 'zod';
import { instantSchema, orderIdSchema } from './response-parts.ts';

/** The id of an erasure. */
export const erasureIdSchema = z
  .string()
  .regex(/^erasure-[0-9a-f]{32}$/)
  .describe('`erasure-` followed by 32 hex digits.');

const fields = {
  id: erasureIdSchema,
  status: z
    .enum(['running', 'complete', 'incomplete'])
    .describe('`incomplete`: it has ended, but orders were refused; see `advice`.'),
  by: z.string().describe('Who asked for it: the subject of the token, and its client if that differs.'),
  reason: z.string(),
  person: z
    .strictObject({ kind: z.enum(['email', 'owner']), hash: z.string() })
    .nullable()
    .describe('The person as a keyed hash; null if the request named orders.'),
  counts: z
    .strictObject({ erased: z.int(), refused: z.int(), missing: z.int() })
    .describe('Numbers of orders so far. `missing`: named by id, but not stored.'),
  createdAt: instantSchema,
  finishedAt: instantSchema.nullable(),
  advice: z.string().nullable().describe('What is left to do.'),
  links: z.strictObject({ self: z.string() }),
};

/** An erasure in a list. */
export const erasureSummarySchema = z.strictObject(fields).describe('An erasure, without personal data.');

/** An erasure with its orders. */
export const erasureSchema = z
  .strictObject({
    ...fields,
    orders: z.strictObject({
      erased: z.array(orderIdSchema),
      refused: z.array(z.strictObject({ id: orderIdSchema, code: z.string(), message: z.string() })),
      missing: z.array(orderIdSchema),
    }),
  })
  .describe(
    'An erasure and the outcome for each of its orders: the certificate once it has ended. Without personal data.',
  );
