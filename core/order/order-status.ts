/**
 * The states of an order, what each means and what leaves it.
 *
 * - `submitted`: stored, no step of its latest run has begun. Left by the first attempt of a run, by an empty sequence (complete) or by
 *   the end of a run that never got to its first step (failed).
 * - `processing`: a run is at work. Left when the run ends.
 * - `complete`: every critical step succeeded. Final; post-process steps change `degraded`, never this.
 * - `failed`: a critical step failed. Left by a resume, which adds a run and makes the order `submitted`, or by a cancellation.
 * - `held`: the outcome of a critical step is unknown, or a person must decide. Left as `failed` is.
 * - `cancelled`: stopped by an operator. Final.
 */
export const ORDER_STATUSES = ['submitted', 'processing', 'complete', 'failed', 'held', 'cancelled'] as const;

/** One of the states of an order. */
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Where each state can lead. Every write of a status is conditional on the one it leaves. */
export const ORDER_TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  submitted: ['processing', 'complete', 'failed', 'held', 'cancelled'],
  processing: ['complete', 'failed', 'held', 'cancelled'],
  complete: [],
  failed: ['submitted', 'cancelled'],
  held: ['submitted', 'cancelled'],
  cancelled: [],
};

/** The state in which every order begins. */
export const INITIAL_STATUS: OrderStatus = 'submitted';

/** The states from which an order can get to another one: the condition of the write that makes the change. */
export function statusesBefore(status: OrderStatus): readonly OrderStatus[] {
  return ORDER_STATUSES.filter((from) => ORDER_TRANSITIONS[from].includes(status));
}

/** Whether no run is at work on the order: nobody has to wait any longer. */
export function isAtRest(status: OrderStatus): boolean {
  return status !== 'submitted' && status !== 'processing';
}
