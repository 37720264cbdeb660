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

/** The fields of an order in the API that the commands read. */
export const orderResponseSchema = z.object({
  id: z.string(),
  order_reference: z.string(),
  order_type: z.string(),
  status: z.string(),
  sequence: z.object({ name: z.string() }),
  run: z.number(),
  steps: z.array(stepSchema),
  failure: z
    .object({ step: z.string(), code: z.string(), message: z.string(), outcome: z.string().optional() })
    .nullish(),
  degraded: z.array(z.string()),
});

/** An order in the API. */
export type OrderResponse = z.infer<typeof orderResponseSchema>;

/** A step of an order in the API. */
export type StepResponse = OrderResponse['steps'][number];

const ENDED = new Set(['succeeded', 'skipped', 'declined', 'failed', 'undone', 'undo-failed']);

/** Returns whether no run of the order is active. */
export function isAtRest({ status }: OrderResponse): boolean {
  return status !== 'submitted' && status !== 'processing';
}

/**
 * Returns the first steps of an order that have all ended.
 *
 * A step with the outcome `transient` or `unknown` may be retried. It has ended once a later step has begun or the order is
 * at rest.
 */
export function endedSteps(order: OrderResponse): readonly StepResponse[] {
  const hasEnded = ({ status }: StepResponse, index: number) =>
    status === 'transient' || status === 'unknown'
      ? isAtRest(order) || order.steps.slice(index + 1).some((later) => later.status !== 'pending')
      : ENDED.has(status);
  const firstOpen = order.steps.findIndex((step, index) => !hasEnded(step, index));
  return firstOpen < 0 ? order.steps : order.steps.slice(0, firstOpen);
}

/** Returns whether nothing more can happen: the order has stopped, or it is complete and every step has ended. */
export function isOver(order: OrderResponse): boolean {
  if (!isAtRest(order)) return false;
  return order.status !== 'complete' || endedSteps(order).length === order.steps.length;
}
