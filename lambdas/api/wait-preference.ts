import { MAX_WAIT_SECONDS } from '../../core/config/max-wait.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ApiRequest } from './api-request.ts';

/** The time reserved for reading the order and responding after a wait. */
const RESPONSE_MS = 2_000;

/** Matches `wait=N` as a preference in its own right, not as a parameter of another preference, which follows a `;`. */
const WAIT = /(?:^|,)\s*wait\s*=\s*("?)(\d+)\1\s*(?=$|[,;])/i;

/**
 * Returns how many seconds to wait for the run to end: `Prefer: wait=N` (RFC 7240), or the maximum if the order has
 * `process_immediately: true`; 0 by default.
 *
 * An invalid preference is ignored, as the RFC requires.
 *
 * @param longest the longest wait of the tenant, in seconds. @default MAX_WAIT_SECONDS
 */
export function waitPreference(
  { headers }: Pick<ApiRequest, 'headers'>,
  order: JsonObject,
  longest = MAX_WAIT_SECONDS,
): number {
  const wait = WAIT.exec(headers.prefer ?? '')?.[2];
  if (wait !== undefined) return Math.min(Number(wait), longest);
  return order.process_immediately === true ? longest : 0;
}

/**
 * Returns when a wait ends, on the clock of `performance.now()`. The wait counts from the arrival of the request, and
 * leaves the function enough time to respond.
 */
export function waitDeadline({ invocation }: Pick<ApiRequest, 'invocation'>, seconds: number): number {
  if (invocation === undefined) return performance.now() + seconds * 1000;
  return invocation.startedAt + Math.min(seconds * 1000, invocation.timeLimitMs - RESPONSE_MS);
}
