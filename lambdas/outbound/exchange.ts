import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';
import { type JsonValue, mapFields } from '../../core/json.ts';
import type { Target } from './check-target.ts';

/** A request as it is sent. */
export interface SentRequest {
  readonly method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute URL; any port but 0. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Serialised; sent as UTF-8. */
  readonly body?: string | undefined;
  /** From dialling to the last byte of the reply, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborts the request, like the timeout. */
  readonly signal?: AbortSignal | undefined;
  /** @default 1048576 */
  readonly maxReplyBytes?: number | undefined;
  /**
   * Whether only the status and the headers count: of the body at most `maxReplyBytes` are read, an encoded one is not read, and
   * one that breaks off or takes too long is cut short.
   * @default false: the body must be complete
   */
  readonly statusDecides?: boolean | undefined;
}

/** A complete reply with any status. */
export interface RawReply {
  readonly status: number;
  /** Names in lower case; several values of one name joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body read as UTF-8, or its beginning. */
  readonly text: string;
}

// Node fires a timer with a longer delay immediately.
const MAX_TIMER_MS = 2_147_483_647;

const DEFAULT_MAX_BYTES = 1_048_576;

/** A request failed: what went wrong, and how far it got. */
export class ExchangeFailed extends Error {
  override readonly name = 'ExchangeFailed';
  /** Whether the connection was established, so that the request may have been sent. */
  readonly connected: boolean;
  /** Whether the connection was reused, and no reply began on it. */
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
 * Sends one request over one connection and reads the complete reply.
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
  const send = protocol === 'https:' ? https.request : http.request;
  const outgoing = send({ method: request.method, hostname, port, path, headers, agent, lookup });
  let connected = false;
  let replied = false;
  const fail = (cause: Error) => {
    if (replied && request.statusDecides) return;
    reject(new ExchangeFailed(cause, { connected, stale: outgoing.reusedSocket && !replied }));
  };
  const stop = (cause: Error) => {
    fail(cause);
    outgoing.destroy();
  };

  onConnected(outgoing, protocol, () => {
    connected = true;
  });
  outgoing.on('response', (incoming: IncomingMessage) => {
    replied = true;
    const read = request.statusDecides ? readExcerpt : readReply;
    read(incoming, request.maxReplyBytes).then(resolve, stop);
  });
  outgoing.on('error', fail);
  outgoing.on('close', () => {
    if (!replied) fail(new Error('The connection closed without a reply.'));
  });
  const release = stopOnTimeout(request, stop);
  outgoing.end(request.body);
  return promise.finally(release);
}

function onConnected(outgoing: ClientRequest, protocol: Target['protocol'], connected: () => void): void {
  outgoing.on('socket', (socket) => {
    if (outgoing.reusedSocket) connected();
    else socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', connected);
  });
}

function stopOnTimeout({ timeoutMs, signal }: SentRequest, stop: (cause: Error) => void): () => void {
  const onTimeout = () => stop(new DOMException(`No complete reply within ${timeoutMs} ms.`, 'TimeoutError'));
  const onAbort = () => stop(new DOMException("The caller's time limit was reached.", 'AbortError'));
  const timer = setTimeout(onTimeout, Math.min(timeoutMs, MAX_TIMER_MS));
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted) onAbort();
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  };
}

/** @throws Error the body is too large, encoded although no encoding was accepted, or the connection closed early */
function readReply(incoming: IncomingMessage, maxBytes = DEFAULT_MAX_BYTES): Promise<RawReply> {
  const encoding = incoming.headers['content-encoding'] ?? 'identity';
  const { promise, resolve, reject } = Promise.withResolvers<RawReply>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const refuse = (message: string): void => {
    reject(new Error(message));
    incoming.destroy();
  };
  // An iterator over the stream would cost as much as the rest of the exchange in this thread.
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    // A reply without a body may name an encoding: it answers HEAD, or is a 304.
    if (encoding !== 'identity')
      refuse(`Expected an uncompressed reply (accept-encoding: identity), found it encoded as ${encoding}.`);
    else if (bytes > maxBytes) refuse(`Expected a reply of at most ${maxBytes} bytes, found a larger one.`);
    else chunks.push(chunk);
  });
  incoming.on('end', () => resolve(replyOf(incoming, chunks)));
  incoming.on('error', reject);
  incoming.on('close', () => {
    if (!incoming.readableEnded) reject(new Error('The connection closed before the end of the reply.'));
  });
  return promise;
}

/** The status has arrived, and only that counts: never rejects. */
function readExcerpt(incoming: IncomingMessage, maxBytes = DEFAULT_MAX_BYTES): Promise<RawReply> {
  const isReadable = (incoming.headers['content-encoding'] ?? 'identity') === 'identity';
  const { promise, resolve } = Promise.withResolvers<RawReply>();
  const chunks: Buffer[] = [];
  let left = isReadable ? maxBytes : 0;
  const end = (): void => resolve(replyOf(incoming, chunks));
  incoming.on('data', (chunk: Buffer) => {
    chunks.push(chunk.subarray(0, Math.max(0, left)));
    left -= chunk.length;
    if (left > 0) return;
    end();
    incoming.destroy();
  });
  incoming.on('end', end).on('error', end).on('close', end);
  return promise;
}

function replyOf({ headers, statusCode }: IncomingMessage, chunks: readonly Buffer[]): RawReply {
  const [only = Buffer.alloc(0)] = chunks;
  return {
    status: statusCode ?? 0,
    headers: mapFields(headers, joined),
    text: (chunks.length > 1 ? Buffer.concat(chunks) : only).toString('utf8'),
  };
}

function joined(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
}

/**
 * Returns a reply's body as plugins see it: JSON if its content type says so or it looks like an object or array, else
 * text; null if it is empty.
 *
 * A body that is declared as JSON but does not parse stays text.
 */
export function parseReplyBody(text: string, contentType: string | undefined): JsonValue {
  if (text === '') return null;
  const saysJson = /^\s*[\w.-]+\/([\w.-]+\+)?json\b/i.test(contentType ?? '');
  if (!saysJson && !/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
