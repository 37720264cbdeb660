import type { OrderResponse, StepResponse } from './order-response.ts';

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
