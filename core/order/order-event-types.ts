/** Every type of order event, and when it is published. */
export const ORDER_EVENT_TYPES = {
  'order.submitted': 'The order was accepted and stored.',
  'order.completed': 'Every critical step succeeded.',
  'order.failed': 'A critical step failed and the run ended.',
  'order.held': 'The outcome of a critical step is unknown, or a person must decide.',
  'order.cancelled': 'An operator cancelled the order.',
  'order.resumed': 'An operator started a new run of a failed or held order.',
  'order.degraded': 'A non-critical step failed; the order continued without it.',
  'order.parked': 'A partner is unavailable; the order waits for it.',
  'order.released': 'The order continues: the partner answers again, or an operator released it.',
  'order.healed': 'A non-critical step that had failed has succeeded, or an operator skipped or completed it.',
  'order.error': 'A step ended in an error, critical or not, or succeeded with something that a person should know.',
  'order.erased': 'The personal data of the order was replaced.',
} as const;

/** The type of an order event. */
export type OrderEventType = keyof typeof ORDER_EVENT_TYPES;
