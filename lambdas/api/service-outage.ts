/** Errors with which AWS services ask to slow down, or to try again. Their status is 400. */
const BUSY: readonly string[] = [
  'ExecutionLimitExceeded',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
];

/** Errors of this project that say that a service, or another request, was in the way. */
const OWN: readonly string[] = [
  'EndpointContended',
  'EventsNotPublished',
  'JobsContended',
  'OrderContended',
  'OrdersUnread',
  'TimeLimitReached',
];

/** Errors of a connection, as Node names them (Node.js documentation, "Errors", "Common system errors"). */
const NO_CONNECTION: readonly string[] = [
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
];

/**
 * Returns whether an AWS service failed a call because it is down, slow, overloaded or out of space, after the retries of its
 * client. The same request may succeed later. A call that got no answer may have been carried out.
 */
export function isServiceOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $metadata: { httpStatusCode = 0 } = {}, code = '' } = error as {
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly code?: string;
  };
  // The SDK reports a call without an answer, in time or at all, as a TimeoutError.
  const isUnanswered = error.name === 'TimeoutError' || NO_CONNECTION.includes(code);
  return httpStatusCode >= 500 || isUnanswered || BUSY.includes(error.name) || OWN.includes(error.name);
}
