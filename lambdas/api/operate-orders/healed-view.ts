import type { StepStatus } from '../../../core/order/step-status.ts';
import { type OrderView, orderView } from '../order-view.ts';
import { pausesUntil } from '../pauses-until.ts';
import type { FoundStep } from './find-step.ts';
import type { OperatorPorts } from './operator-ports.ts';

/** A heal that ended so is not tried again soon. */
const GAVE_UP: readonly StepStatus[] = ['failed', 'declined', 'unknown'];

/**
 * The order once the heal of a step has ended well or given up, or the time is over. The heal has started already: when
 * the order cannot be read back, the answer is what is known of it.
 *
 * @param found the step before the heal
 * @param deadline until when to wait, on the clock of `performance.now()`; the order is read once in any case
 */
export async function healedView(
  { order, step, record, records }: FoundStep,
  deadline: number,
  { orders, onError }: Pick<OperatorPorts, 'orders' | 'onError'>,
): Promise<OrderView> {
  const before = record?.attempts.length ?? 0;
  const pause = pausesUntil(deadline);
  try {
    for (;;) {
      const current = await orders.getWithSteps(order.id);
      if (current === undefined) return orderView(order, records);
      const now = current.steps.find(({ stepId }) => stepId === step.id);
      const gaveUp = now !== undefined && now.attempts.length > before && GAVE_UP.includes(now.status);
      const isOver = !current.order.degraded.includes(step.id) || gaveUp;
      if (isOver || !(await pause())) return orderView(current.order, current.steps);
    }
  } catch (error) {
    onError('Retry accepted, but the order not read back for the answer', error);
    return orderView(order, records);
  }
}
