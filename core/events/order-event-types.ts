/** Every order event and when it happens. */
export const ORDER_EVENT_TYPES = {
  'order.submitted': 'The order is stored, whatever comes of it.',
  'order.completed': 'Every critical step succeeded.',
  'order.failed': 'A critical step failed and the run ended.',
  'order.held': 'The outcome of a critical step is not known, or a person must decide.',
  'order.degraded': 'A non-critical step failed; the order went on without it.',
  'order.error': 'A step ended in an error, critical or not.',
} as const;

/** The type of an order event. */
export type OrderEventType = keyof typeof ORDER_EVENT_TYPES;
