import type { OrderRecord, StepRecord } from '../order/order-record.ts';
import { isAtRest } from '../order/order-status.ts';
import type { StepStatus } from '../order/step-status.ts';
import type { DeliveryRecord } from '../webhooks/delivery-record.ts';

/** Why an order is not erased, and what to do. */
export interface ErasureRefusal {
  readonly code: 'under-way' | 'held' | 'degraded' | 'undo' | 'delivery' | 'changed';
  readonly message: string;
}

/** Statuses of a step that an execution of a complete order still calls. */
const UNDER_WAY: readonly StepStatus[] = [
  'pending',
  'running',
  'probing',
  'undoing',
  'waiting',
  'transient',
  'unknown',
];

/** Longest time in minutes for which an undo of a cancelled order is retried: `UNDO_RETRIER` of state-machines/retriers.ts. */
const UNDO_MINUTES = 90;

/**
 * Returns why an order may not be erased now: somebody or something still needs what it contains.
 *
 * @param undoes whether the tenant undoes the steps of cancelled orders
 * @returns undefined if it may
 */
export function erasureRefusal(
  order: OrderRecord,
  steps: readonly StepRecord[],
  deliveries: readonly DeliveryRecord[],
  { now, undoes }: { readonly now: Date; readonly undoes: boolean },
): ErasureRefusal | undefined {
  const { status, degraded } = order;
  if (!isAtRest(status))
    return { code: 'under-way', message: `The order is ${status}. Wait until its run ends, or cancel it.` };
  if (status === 'held')
    return { code: 'held', message: 'The order is held. Decide it first: resume, complete or cancel it.' };
  if (status === 'complete' && degraded.length > 0)
    return {
      code: 'degraded',
      message: `The order continued without ${degraded.join(', ')}. Retry, skip or complete that first.`,
    };
  const active = status === 'complete' ? unendedStep(order, steps) : claimedStep(steps, now);
  if (active !== undefined) return { code: 'under-way', message: `Step ${active} has not ended. Wait until it has.` };
  if (
    undoes &&
    status === 'cancelled' &&
    order.updatedAt > new Date(now.getTime() - UNDO_MINUTES * 60_000).toISOString()
  )
    return {
      code: 'undo',
      message: `The order was cancelled less than ${UNDO_MINUTES} minutes ago, and its undo may need it. Repeat the erasure later.`,
    };
  const sending = deliveries.find(
    (delivery) => delivery.status === 'sending' && delivery.ownedUntil > now.toISOString(),
  );
  if (sending !== undefined)
    return {
      code: 'delivery',
      message: `An event is being sent to webhook ${sending.webhook}. Repeat the erasure in a minute.`,
    };
  return undefined;
}

function unendedStep({ runs }: OrderRecord, records: readonly StepRecord[]): string | undefined {
  const statusOf = (id: string): StepStatus => records.find(({ stepId }) => stepId === id)?.status ?? 'pending';
  return runs.at(-1)?.steps.find(({ id }) => UNDER_WAY.includes(statusOf(id)))?.id;
}

/** The run is over, but a host may still be calling the partner. */
function claimedStep(records: readonly StepRecord[], now: Date): string | undefined {
  const claimed: readonly StepStatus[] = ['running', 'probing', 'undoing'];
  const at = now.toISOString();
  return records.find(({ status, leaseUntil }) => claimed.includes(status) && leaseUntil >= at)?.stepId;
}
