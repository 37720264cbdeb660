/** Errors with which DynamoDB, EventBridge and Step Functions ask to slow down. Their status is 400. */
const THROTTLED: readonly string[] = [
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
];

/**
 * Returns whether an AWS service failed a call because it is down, overloaded or out of space, after the retries of its
 * client. The same request may succeed later.
 */
export function isServiceOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $metadata: { httpStatusCode = 0 } = {} } = error as { $metadata?: { httpStatusCode?: number } };
  return httpStatusCode >= 500 || THROTTLED.includes(error.name);
}
