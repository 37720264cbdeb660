import { CalloutForbidden, CalloutNoReply, CalloutNotSent } from '../../core/plugin/plugin-http.ts';
import { createCheckedLookup, type ResolveHost, resolveHost } from './check-address.ts';
import { checkHeaders } from './check-headers.ts';
import { checkTarget, type OutboundPolicy, type Target } from './check-target.ts';
import { type ConnectionUse, createConnectionPools } from './connection-pools.ts';
import { ExchangeFailed, exchange, type RawReply, type SentRequest } from './exchange.ts';

/** An HTTP client with its connection pools. */
export interface Outbound {
  /** See `sendRequest`. */
  send(request: SentRequest, policy: OutboundPolicy): Promise<RawReply>;
  /** Closes idle connections. The client can be used again. */
  close(): void;
}

// RFC 9110, section 9.2.1.
const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** The message of a timeout. The documentation of the callout plugin quotes it. */
const TIMED_OUT = 'This operation was aborted';

/**
 * Creates an HTTP client that dials only what the policy allows.
 *
 * A request with an effect only reuses a connection that was just used: on one that the partner has closed meanwhile, its
 * outcome would be unknown. A safe request on a dead connection is sent again on a new one (RFC 9110, section 9.2.2).
 *
 * @param resolve resolves names, for tests only. @default the operating system's resolver
 */
export function createOutbound(resolve: ResolveHost = resolveHost): Outbound {
  const pools = createConnectionPools();

  async function send(request: SentRequest, policy: OutboundPolicy): Promise<RawReply> {
    const target = checkTarget(request.url, policy);
    const headers = checkHeaders(request.headers);
    const lookup = createCheckedLookup(resolve, target.loopback);
    const safe = SAFE_METHODS.includes(request.method);
    const started = performance.now();
    const attempt = (use: ConnectionUse, timeoutMs: number) =>
      exchange({ ...request, timeoutMs }, headers, { target, lookup, agent: pools.pick(target, use) });
    try {
      return await attempt(safe ? 'any' : 'fresh', request.timeoutMs).catch((error) => {
        if (!(safe && error instanceof ExchangeFailed && error.stale) || isTimeout(error.cause)) throw error;
        return attempt('new', Math.max(1, request.timeoutMs - (performance.now() - started)));
      });
    } catch (error) {
      throw calloutError(error, request, target, safe);
    }
  }

  return { send, close: pools.close };
}

function calloutError(error: unknown, { method }: SentRequest, target: Target, safe: boolean): Error {
  const cause = error instanceof ExchangeFailed ? error.cause : error;
  if (cause instanceof CalloutForbidden) return cause;
  const where = `${method} to ${target.hostname}:${target.port}`;
  if (!(error instanceof ExchangeFailed && error.connected))
    return new CalloutNotSent(`${where} was not sent, because no connection was established: ${describe(cause)}`, {
      cause,
    });
  const message = isTimeout(cause) ? TIMED_OUT : `${where} was sent, but no complete reply came: ${describe(cause)}`;
  return new CalloutNoReply(message, { cause, safe });
}

function isTimeout(cause: unknown): boolean {
  return cause instanceof DOMException && (cause.name === 'TimeoutError' || cause.name === 'AbortError');
}

// A dial that tried several addresses fails with an AggregateError, whose message is empty.
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as NodeJS.ErrnoException;
  return [code, cause.message].filter((part) => part !== undefined && part !== '').join(' ');
}

let shared: Outbound | undefined;

/**
 * Sends one HTTP request to a host that the policy allows, and returns the complete reply, whatever its status.
 *
 * Only https is allowed, except to listed loopback; any port but 0. Names are resolved once, and only checked addresses
 * are dialled. Redirects are not followed: a 3xx is a reply. Only a safe request on a dead kept-alive connection is sent
 * again.
 *
 * @throws CalloutForbidden the URL, a header, the host or its address is not allowed
 * @throws CalloutNotSent no connection or TLS session was established: DNS, refused, certificate, timeout while dialling
 * @throws CalloutNoReply the request may have been sent, but no complete reply came: reset, too large, or timeout, whose
 *   message is `This operation was aborted`. `cause` has the details
 */
export function sendRequest(request: SentRequest, policy: OutboundPolicy): Promise<RawReply> {
  shared ??= createOutbound();
  return shared.send(request, policy);
}

/** Closes the idle connections of `sendRequest`. A later request opens a new one. */
export function closeOutbound(): void {
  shared?.close();
}
