import { ORDER_TRANSITIONS } from '../../../../core/order/order-status.ts';
import type { Order, Step } from '../../api/types.ts';

/** Returns whether the order can be resumed. */
export function isResumable({ status, erasedAt }: Pick<Order, 'status' | 'erasedAt'>): boolean {
  return erasedAt === null && (status === 'failed' || status === 'held');
}

/** Returns whether the order can be cancelled. */
export function isCancellable({ status, erasedAt }: Pick<Order, 'status' | 'erasedAt'>): boolean {
  return erasedAt === null && ORDER_TRANSITIONS[status].includes('cancelled');
}

/** An action on a step. */
export type StepAction = 'retry' | 'skip' | 'complete' | 'probe';

/** The statuses of a step that may have had its effect without anyone knowing. */
const OPEN: readonly Step['status'][] = ['unknown', 'waiting', 'undo-failed', 'running', 'probing', 'undoing'];

/** Returns what can be done about a step. The API decides; this only leaves out what it would certainly refuse. */
export function stepActionsOf(order: Order, { id, status, skipped }: Step): readonly StepAction[] {
  const waits = order.parked?.step === id && order.parked.doing !== 'undo';
  const isDegraded = order.degraded.includes(id) && order.status !== 'cancelled';
  if (order.erasedAt !== null || status === 'succeeded' || !(isResumable(order) || waits || isDegraded)) return [];
  const isSkippedByOperator = status === 'skipped' && skipped?.startsWith('Operator: ') === true;
  const canRetry = status !== 'pending' && (status !== 'skipped' || isSkippedByOperator);
  const canProbe = OPEN.includes(status) && !waits;
  return [
    ...(canProbe ? (['probe'] as const) : []),
    ...(canRetry ? (['retry'] as const) : []),
    ...(isSkippedByOperator ? [] : (['skip'] as const)),
    'complete',
  ];
}
