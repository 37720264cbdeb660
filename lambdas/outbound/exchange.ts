import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { readReply } from './read-reply.ts';
import type { RawReply, SentRequest } from './sent-request.ts';
import type { Target } from './target.ts';

// A longer timer would fire at once.
const LONGEST_TIMER_MS = 2_147_483_647;

/** How a request failed: what went wrong, and how far it had come. */
export class ExchangeFailed extends Error {
  override readonly name = 'ExchangeFailed';
  /** Whether the connection stood, so that the request was written or might have been. */
  readonly connected: boolean;
  /** Whether the connection had served an earlier request, and not one byte came back on it. */
  readonly stale: boolean;

  constructor(cause: Error, state: { readonly connected: boolean; readonly stale: boolean }) {
    super(cause.message, { cause });
    this.connected = state.connected;
    this.stale = state.stale;
  }
}

/** How to reach a target. */
export interface Connection {
  readonly target: Target;
  readonly agent: Agent;
  readonly lookup: LookupFunction;
}

/**
 * Sends one request over one connection and reads the whole reply.
 *
 * @param headers complete and checked
 * @throws ExchangeFailed
 */
export function exchange(
  request: SentRequest,
  headers: Readonly<Record<string, string>>,
  { target, agent, lookup }: Connection,
): Promise<RawReply> {
  const { promise, resolve, reject } = Promise.withResolvers<RawReply>();
  const { protocol, hostname, port, path } = target;
  const send = protocol === 'https:' ? httpsRequest : httpRequest;
  const outgoing = send({ method: request.method, hostname, port, path, headers, agent, lookup });
  let connected = false;
  let replied = false;
  const fail = (cause: Error) =>
    reject(new ExchangeFailed(cause, { connected, stale: outgoing.reusedSocket && !replied }));
  const stop = (cause: Error) => {
    fail(cause);
    outgoing.destroy();
  };

  onConnected(outgoing, protocol, () => {
    connected = true;
  });
  outgoing.on('response', (incoming: IncomingMessage) => {
    replied = true;
    readReply(incoming, request.maxReplyBytes).then(resolve, stop);
  });
  outgoing.on('error', fail);
  outgoing.on('close', () => {
    if (!replied) fail(new Error('The connection closed without a reply.'));
  });
  const release = stopInTime(request, stop);
  outgoing.end(request.body);
  return promise.finally(release);
}

function onConnected(outgoing: ClientRequest, protocol: Target['protocol'], connected: () => void): void {
  outgoing.on('socket', (socket) => {
    if (outgoing.reusedSocket) connected();
    else socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', connected);
  });
}

function stopInTime({ timeoutMs, signal }: SentRequest, stop: (cause: Error) => void): () => void {
  const onTimeout = () => stop(new DOMException(`No whole reply within ${timeoutMs} ms.`, 'TimeoutError'));
  const onAbort = () => stop(new DOMException("The caller's own time was over.", 'AbortError'));
  const timer = setTimeout(onTimeout, Math.min(timeoutMs, LONGEST_TIMER_MS));
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) onAbort();
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  };
}
