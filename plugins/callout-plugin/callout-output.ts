import type { JsonObject } from '../../core/json.ts';
import type { HttpReply } from '../../core/plugin/plugin-http.ts';

/** Longest reply body that later steps are given, in bytes of JSON. */
export const LONGEST_BODY_BYTES = 8 * 1024;

/**
 * What later steps may read of a callout's reply: the status, and the body when it is 8 KB of JSON at most.
 *
 * A longer body is left out, and its size in bytes given; the callout record of the process event keeps it.
 */
export function calloutOutput(reply: HttpReply): JsonObject {
  const bytes = Buffer.byteLength(JSON.stringify(reply.body));
  if (bytes > LONGEST_BODY_BYTES) return { status: reply.status, bodyOmitted: true, bodyBytes: bytes };
  return { status: reply.status, body: reply.body };
}
