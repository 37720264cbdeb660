import type { RetryPolicy } from '../sequence/sequence.ts';

/** The retry policy of a step without `retry`. */
export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 3, intervalSeconds: 1, backoffRate: 2 };

/** The retry policy of a step with patience and without `retry`: a retry costs as much as a step, and a parked order nothing. */
export const PATIENT_RETRY: RetryPolicy = { maxAttempts: 1, intervalSeconds: 1, backoffRate: 2 };

/** How long a step with `waitFor: "callback"` waits by default: one day. */
export const DEFAULT_CALLBACK_TIMEOUT_SECONDS = 86_400;
