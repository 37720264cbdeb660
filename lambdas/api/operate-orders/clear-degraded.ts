import type { JsonObject } from '../../../core/json.ts';
import { MARKED, publishMarked } from '../../order-events/outbox.ts';
import { changeOrder, OrderContended } from '../../order-store/change-order.ts';
import type { FoundStep } from './find-step.ts';
import type { OperatorPorts } from './operator-ports.ts';

/**
 * Removes a step from the order's degraded steps and publishes the event. Safe to repeat: after a crash before the
 * write, the caller must. After the write, the order is marked until its events are published, so the sweeper takes
 * over.
 *
 * @param data who resolved the step, and why; part of the event
 * @param at ISO 8601
 * @returns whether the step is no longer degraded; false if the order changed during every try
 */
export async function clearDegraded(
  { order: { id }, step }: Pick<FoundStep, 'order' | 'step'>,
  data: JsonObject,
  at: string,
  ports: OperatorPorts,
): Promise<boolean> {
  try {
    const change = await changeOrder(ports.orders, id, {
      isDue: (order) => order.degraded.includes(step.id),
      write: (order) =>
        ports.orders.clearDegraded({
          order,
          step: step.id,
          event: { type: 'order.healed', occurredAt: at, run: order.runs.length, data: { step: step.id, ...data } },
          ...MARKED,
        }),
    });
    if (change !== undefined) await publishOrReport(change, ports);
    return true;
  } catch (error) {
    if (error instanceof OrderContended) return false;
    throw error;
  }
}

async function publishOrReport(change: Parameters<typeof publishMarked>[0], ports: OperatorPorts): Promise<void> {
  try {
    await publishMarked(change, ports);
  } catch (error) {
    ports.onError('Could not publish events; the sweeper will publish them', error);
  }
}
