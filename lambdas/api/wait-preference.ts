import type { JsonObject } from '../../core/json.ts';
import type { ApiRequest } from './api-request.ts';

/**
 * The longest that a request waits for its order, in seconds: less than the 30 s that an HTTP API gives a function, start-up
 * included. Source: API Gateway Developer Guide, "Quotas for HTTP APIs", integration timeout.
 */
export const MAX_WAIT_SECONDS = 25;

/** The part of an invocation, in milliseconds, that is kept for reading the order and answering after a wait. */
const RESPONSE_MS = 2_000;

/** A separate preference in the list, not a parameter of another one, which would follow a `;`. */
const WAIT = /(?:^|,)\s*wait\s*=\s*("?)(\d+)\1\s*(?=$|[,;])/i;

/**
 * Returns how many seconds the caller wants to wait for the run to end: `Prefer: wait=N` (RFC 7240), or the longest time
 * if the order has `process_immediately: true`; 0 by default.
 *
 * A preference that cannot be read is ignored, as the RFC requires.
 */
export function waitPreference({ headers }: Pick<ApiRequest, 'headers'>, order: JsonObject): number {
  const wait = WAIT.exec(headers.prefer ?? '')?.[2];
  if (wait !== undefined) return Math.min(Number(wait), MAX_WAIT_SECONDS);
  return order.process_immediately === true ? MAX_WAIT_SECONDS : 0;
}

/**
 * Returns when a wait ends, on the clock of `performance.now()`. The seconds count from the arrival of the request, so the
 * time already spent on it is part of the wait; enough time is left for the function to answer.
 */
export function waitDeadline({ invocation }: Pick<ApiRequest, 'invocation'>, seconds: number): number {
  if (invocation === undefined) return performance.now() + seconds * 1000;
  return invocation.begunAt + Math.min(seconds * 1000, invocation.milliseconds - RESPONSE_MS);
}
