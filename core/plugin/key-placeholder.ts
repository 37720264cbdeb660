/** Stands for a request's idempotency key in a URL template of an option. */
export const KEY_PLACEHOLDER = '{idempotencyKey}';
