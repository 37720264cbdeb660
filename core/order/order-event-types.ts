/** Every order event and when it happens. */
export const ORDER_EVENT_TYPES = {
  'order.submitted': 'The order is stored, whatever comes of it.',
  'order.completed': 'Every critical step succeeded.',
  'order.failed': 'A critical step failed and the run ended.',
  'order.held': 'The outcome of a critical step is not known, or a person must decide.',
  'order.cancelled': 'An operator stopped the order for good.',
  'order.resumed': 'An operator began a new run of an order that had failed or was held.',
  'order.degraded': 'A non-critical step failed; the order went on without it.',
  'order.healed':
    'A non-critical step that the order went on without has succeeded after all, or an operator settled it.',
  'order.error': 'A step ended in an error, critical or not.',
} as const;

/** The type of an order event. */
export type OrderEventType = keyof typeof ORDER_EVENT_TYPES;
