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

const ENDED = new Set(['succeeded', 'skipped', 'declined', 'failed', 'undone', 'undo-failed']);

/** Whether no run is at work on the order any more. */
export function isAtRest({ status }: OrderResponse): boolean {
  return status !== 'submitted' && status !== 'processing';
}

/**
 * The steps that have ended, from the first one on.
 *
 * A step whose outcome is `transient` or `unknown` may be called again; it has ended once a later one has begun or the
 * order is settled.
 */
export function endedSteps(order: OrderResponse): readonly StepResponse[] {
  const isLeft = ({ status }: StepResponse, index: number) =>
    status === 'transient' || status === 'unknown'
      ? isAtRest(order) || order.steps.slice(index + 1).some((later) => later.status !== 'pending')
      : ENDED.has(status);
  const firstOpen = order.steps.findIndex((step, index) => !isLeft(step, index));
  return firstOpen < 0 ? order.steps : order.steps.slice(0, firstOpen);
}

/** Whether nothing more is to come: the order stopped, or it is complete and every step has ended. */
export function isOver(order: OrderResponse): boolean {
  if (!isAtRest(order)) return false;
  return order.status !== 'complete' || endedSteps(order).length === order.steps.length;
}
