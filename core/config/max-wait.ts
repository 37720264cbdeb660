/**
 * The longest that a request waits for its order, in seconds. Less than the integration timeout of an HTTP API, 30 s,
 * which includes the cold start. Source: API Gateway Developer Guide, "Quotas for HTTP APIs".
 */
export const MAX_WAIT_SECONDS = 25;
