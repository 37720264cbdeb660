import type { JsonObject } from '../../core/json.ts';
import type { ApiRequest } from './api-request.ts';

/**
 * The longest that a request waits for its order, in seconds: below the 30 s that an HTTP API gives a function, its start
 * included. Source: API Gateway Developer Guide, "Quotas for HTTP APIs", integration timeout.
 */
export const MAX_WAIT_SECONDS = 25;

/** A preference of its own in the list, not a parameter of another one, which a `;` would come before. */
const WAIT = /(?:^|,)\s*wait\s*=\s*("?)(\d+)\1\s*(?=$|[,;])/i;

/**
 * For how many seconds the caller wants to wait for the order's end: `Prefer: wait=N` (RFC 7240), or the longest time
 * when the order says `process_immediately: true`; 0 by default.
 *
 * A preference that is not understood is ignored, as the RFC has it.
 */
export function waitPreference({ headers }: ApiRequest, order: JsonObject): number {
  const wait = WAIT.exec(headers.prefer ?? '')?.[2];
  if (wait !== undefined) return Math.min(Number(wait), MAX_WAIT_SECONDS);
  return order.process_immediately === true ? MAX_WAIT_SECONDS : 0;
}
