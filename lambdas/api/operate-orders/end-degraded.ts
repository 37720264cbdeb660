import type { JsonObject } from '../../../core/json.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import { eventsDue } from '../../order-events/outbox.ts';
import type { FoundStep } from './find-step.ts';
import type { OperatorPorts } from './operator-ports.ts';

/** How often the order is read anew while others change its degraded steps. */
const MAX_TRIES = 5;

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
  let order: OrderRecord | undefined = read;
  for (let tries = 0; tries < MAX_TRIES && order?.degraded.includes(step.id); tries += 1) {
    const run = order.runs.length;
    const event = { type: 'order.healed', occurredAt: at, run, data: { step: step.id, ...said } } as const;
    const after = await ports.orders.clearDegraded({ order, step: step.id, event, marksUnpublished: true });
    if (after !== undefined) {
      await publish(order, after, ports);
      return true;
    }
    order = await ports.orders.get(read.id);
  }
  return order?.degraded.includes(step.id) !== true;
}

/** Publishes what a write has added, and whatever else the mark may stand for, and takes the mark away. */
async function publish(before: OrderRecord, after: OrderRecord, ports: OperatorPorts): Promise<void> {
  try {
    await ports.publishEvents(eventsDue(before, after, ports.now()));
    await ports.orders.markPublished(after.id, after.events.length);
  } catch (error) {
    ports.onError('Events not published; the sweeper publishes them', error);
  }
}
