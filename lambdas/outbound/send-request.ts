import { createOutbound, type Outbound } from './create-outbound.ts';
import type { OutboundPolicy } from './outbound-policy.ts';
import type { RawReply, SentRequest } from './sent-request.ts';

export type { OutboundPolicy } from './outbound-policy.ts';
export type { RawReply, SentRequest } from './sent-request.ts';

let shared: Outbound | undefined;

/**
 * Sends one HTTP request to a host that the policy allows, and gives the whole reply whatever its status.
 *
 * https only, except to listed loopback; any port but 0. Names are resolved once, and only checked addresses are
 * dialled. Redirects are not followed: a 3xx is a reply. Nothing is sent again by itself, except a safe method that
 * met a dead kept-alive connection.
 *
 * @throws CalloutForbidden the URL, a header, the host or its address is not allowed
 * @throws CalloutNotSent no connection, or no TLS session, was made: DNS, refused, certificate, timeout while dialling
 * @throws CalloutNoReply the connection stood, and the reply did not come whole: reset, too large, or timeout, whose
 *   message is `This operation was aborted`. The detail is in `cause`
 */
export function sendRequest(request: SentRequest, policy: OutboundPolicy): Promise<RawReply> {
  shared ??= createOutbound();
  return shared.send(request, policy);
}

/** Closes the idle connections of `sendRequest`; a later request dials anew. */
export function closeOutbound(): void {
  shared?.close();
}
