import type { HealableStep } from '../../blueprint/wire/outcome-event.ts';
import { attentionAttributes } from '../../core/order/attention.ts';
import type { OrderRecord, StepRecord, StoredEvent } from '../../core/order/order-record.ts';
import { changeOrder } from '../order-store/change-order.ts';
import { errorEvent } from './error-event.ts';
import type { StepFailure } from './failure-details.ts';
import { healingOf } from './healing-of.ts';
import type { RecordPorts } from './record-ports.ts';

/** Records that an order continues without a failed non-critical step, and starts its heal. Returns the order. */
export async function degradeOrder(failure: StepFailure, heal: HealableStep, ports: RecordPorts): Promise<OrderRecord> {
  const { order, run, step, error, record } = failure;
  const orderId = order.id;
  const at = ports.now().toISOString();
  const events: StoredEvent[] = [
    errorEvent(failure, { isCritical: false, occurredAt: at }),
    { type: 'order.degraded', occurredAt: at, run, data: { step, code: error.code } },
  ];
  const degraded = await ports.outbox.publishWith({
    orderId,
    added: { run, step, types: ['order.error', 'order.degraded'] },
    async write(mark) {
      // Nothing is missing: the function finished after its state timed out, or an operator decided the step.
      if (isDone(record)) return undefined;
      const attention = attentionAttributes({ ...order, degraded: [...order.degraded, step], events });
      const after = await ports.orders.degrade({ orderId, run, step, events, attention, at, ...mark });
      return after && { before: order, after };
    },
  });
  // Its patience is over: the order continues without the step.
  if (degraded.parked?.step === step) await ports.orders.release({ order: degraded, event: undefined });
  if (!degraded.degraded.includes(step)) return degraded;
  // A step that finished before its order was degraded could not remove itself from the list.
  if (isDone(await ports.steps.get(orderId, step))) return recordHealed({ orderId, run, step }, ports);
  const healing = healingOf(failure, heal);
  if (healing !== undefined) await ports.startHeal(healing);
  return degraded;
}

/** Records that a degraded step of an order has succeeded after all. Returns the order. */
export function recordHealed(
  { orderId, run, step }: { readonly orderId: string; readonly run: number; readonly step: string },
  { orders, outbox, now }: RecordPorts,
): Promise<OrderRecord> {
  const event = { type: 'order.healed', occurredAt: now().toISOString(), run, data: { step } } as const;
  return outbox.publishWith({
    orderId,
    added: { run, step, types: [event.type] },
    write: (mark) =>
      changeOrder(orders, orderId, {
        isDue: (order) => order.runs.length === run && order.degraded.includes(step),
        write: (order) => orders.clearDegraded({ order, step, event, ...mark }),
      }),
  });
}

/** Returns whether a step needs no further attempt: it succeeded, or an operator decided it. */
function isDone(record: StepRecord | undefined): boolean {
  return record?.status === 'succeeded' || record?.completedBy !== undefined;
}
