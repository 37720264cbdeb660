import { CalloutForbidden, CalloutNoReply, CalloutNotSent } from '../../core/plugin/plugin-http.ts';
import { checkHeaders } from './check-headers.ts';
import { checkTarget } from './check-target.ts';
import { createAgents } from './create-agents.ts';
import { createCheckedLookup, type ResolveHost, resolveHost } from './create-checked-lookup.ts';
import { ExchangeFailed, exchange } from './exchange.ts';
import type { OutboundPolicy } from './outbound-policy.ts';
import type { RawReply, SentRequest } from './sent-request.ts';
import type { Target } from './target.ts';

/** An HTTP client with its connections. */
export interface Outbound {
  /** See `sendRequest`. */
  send(request: SentRequest, policy: OutboundPolicy): Promise<RawReply>;
  /** Closes idle connections; the client may be used again afterwards. */
  close(): void;
}

// RFC 9110, section 9.2.1.
const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** The wording that the callout plugin's documentation gives for a timeout. */
const TIMED_OUT = 'This operation was aborted';

/**
 * Makes an HTTP client that dials only what the policy allows.
 *
 * Connections are kept open for methods without effect only. A kept connection that the partner has closed meanwhile
 * looks, for a method with effect, like a partner that may have acted: such a request dials anew, and an unknown outcome
 * never comes from our own pool. A safe request that meets a dead connection is sent once more on a new one
 * (RFC 9110, section 9.2.2).
 *
 * @param resolve how names become addresses, for tests; never from a config. @default the operating system's resolver
 */
export function createOutbound(resolve: ResolveHost = resolveHost): Outbound {
  const agents = createAgents();

  async function send(request: SentRequest, policy: OutboundPolicy): Promise<RawReply> {
    const target = checkTarget(request.url, policy);
    const headers = checkHeaders(request.headers);
    const lookup = createCheckedLookup(resolve, target.loopback);
    const safe = SAFE_METHODS.includes(request.method);
    const started = performance.now();
    const attempt = (reuse: boolean, timeoutMs: number) =>
      exchange({ ...request, timeoutMs }, headers, { target, lookup, agent: agents.pick(target, reuse) });
    try {
      return await attempt(safe, request.timeoutMs).catch((error) => {
        if (!(safe && error instanceof ExchangeFailed && error.stale) || isTimeout(error.cause)) throw error;
        return attempt(false, Math.max(1, request.timeoutMs - (performance.now() - started)));
      });
    } catch (error) {
      throw calloutError(error, request, target, safe);
    }
  }

  return { send, close: agents.close };
}

function calloutError(error: unknown, { method }: SentRequest, target: Target, safe: boolean): Error {
  const cause = error instanceof ExchangeFailed ? error.cause : error;
  if (cause instanceof CalloutForbidden) return cause;
  const where = `${method} to ${target.hostname}:${target.port}`;
  if (!(error instanceof ExchangeFailed && error.connected))
    return new CalloutNotSent(`${where} was not sent, no connection was made: ${describe(cause)}`, { cause });
  const message = isTimeout(cause) ? TIMED_OUT : `${where} was sent, and no whole reply came: ${describe(cause)}`;
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
