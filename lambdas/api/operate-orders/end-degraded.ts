import type { JsonObject } from '../../../core/json.ts';
import { MARKED, publishMarked } from '../../order-events/outbox.ts';
import { changeOrder, OrderContended } from '../../order-store/change-order.ts';
import type { FoundStep } from './find-step.ts';
import type { OperatorPorts } from './operator-ports.ts';

/**
 * Takes a step off the list of those that its order went on without, and tells of it. Safe to repeat: nobody else would
 * go on after a crash before its write. After it the order carries the mark of unpublished events until they are
 * published, so that the sweeper goes on.
 *
 * @param said who settled the step, and why; part of the event
 * @param at ISO 8601
 * @returns whether the step is off the list; false when the order kept changing
 */
export async function endDegraded(
  { order: read, step }: Pick<FoundStep, 'order' | 'step'>,
  said: JsonObject,
  at: string,
  ports: OperatorPorts,
): Promise<boolean> {
  const change = await changeOrder(ports.orders, read.id, {
    isDue: (order) => order.degraded.includes(step.id),
    write: (order) =>
      ports.orders.clearDegraded({
        order,
        step: step.id,
        event: { type: 'order.healed', occurredAt: at, run: order.runs.length, data: { step: step.id, ...said } },
        ...MARKED,
      }),
  }).catch((error: unknown) => {
    if (error instanceof OrderContended) return error;
    throw error;
  });
  if (change instanceof OrderContended) return false;
  if (change !== undefined)
    await publishMarked(change, ports).catch((error: unknown) =>
      ports.onError('Events not published; the sweeper publishes them', error),
    );
  return true;
}
