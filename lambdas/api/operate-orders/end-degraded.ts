import type { JsonObject } from '../../../core/json.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import type { FoundStep } from './find-step.ts';
import type { OperatorPorts } from './operator-ports.ts';
import { publishOwn } from './publish-own.ts';

/** How often the order is read anew while others change its degraded steps. */
const MAX_TRIES = 5;

/**
 * Takes a step off the list of those that its order went on without, and tells of it. Safe to repeat.
 *
 * @param said who settled the step, and why; part of the event
 * @param at ISO 8601
 */
export async function endDegraded(
  { order: read, step }: Pick<FoundStep, 'order' | 'step'>,
  said: JsonObject,
  at: string,
  ports: OperatorPorts,
): Promise<void> {
  let order: OrderRecord | undefined = read;
  for (let tries = 0; tries < MAX_TRIES && order?.degraded.includes(step.id); tries += 1) {
    const run = order.runs.length;
    const event = { type: 'order.healed', occurredAt: at, run, data: { step: step.id, ...said } } as const;
    const after = await ports.operator.endDegraded({ order, step: step.id, event });
    if (after !== undefined) return publishOwn(after, order.events.length, ports);
    order = await ports.orders.get(read.id);
  }
}
