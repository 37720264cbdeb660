import * as z from 'zod';

const stepSchema = z.object({
  id: z.string(),
  phase: z.string(),
  critical: z.boolean(),
  status: z.string(),
  attempts: z.number(),
  durationMs: z.number().nullish(),
  skipped: z.string().optional(),
});

/** What the commands read of an order that the API answers; further fields are left alone. */
export const orderResponseSchema = z.object({
  id: z.string(),
  order_reference: z.string(),
  order_type: z.string(),
  status: z.string(),
  sequence: z.object({ name: z.string() }),
  run: z.number(),
  steps: z.array(stepSchema),
  failure: z.object({ step: z.string(), code: z.string(), message: z.string() }).nullish(),
  degraded: z.array(z.string()),
});

/** An order as the API answers it. */
export type OrderResponse = z.infer<typeof orderResponseSchema>;

/** A step of an order as the API answers it. */
export type StepResponse = OrderResponse['steps'][number];
