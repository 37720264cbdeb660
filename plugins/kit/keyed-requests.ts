import { PluginFailed, PluginOutcomeUnknown, PluginTransient } from '../../core/errors/plugin-errors.ts';
import { isJsonObject, type JsonObject } from '../../core/json.ts';
import type { CompensationContext } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { CalloutNoReply, type HttpReply, KEY_PLACEHOLDER } from '../../core/plugin/plugin-http.ts';
import { isBusy, retryAfter } from '../../core/plugin/retry-after.ts';
import { maskPersonal } from './mask-personal.ts';

/** A request that an endpoint recognises as the same when it comes again. */
export interface KeyedRequest {
  readonly url: string;
  readonly json: JsonObject;
  /** How long to wait for the whole reply, in milliseconds. */
  readonly timeoutMs: number;
  /** What is asked, for messages, e.g. `grant the entitlements`. */
  readonly doing: string;
}

/**
 * Posts to an endpoint that honours `Idempotency-Key` (IETF draft "The Idempotency-Key HTTP Header Field"), and answers
 * the JSON object of its reply; an empty object when it is empty.
 *
 * 429, 503 and 409, with which an endpoint says that the same request is still at work: transient. Other 4xx and 3xx:
 * failed. Anything else, a success without JSON included: unknown.
 *
 * @throws PluginFailed, PluginTransient, PluginOutcomeUnknown what the reply stands for
 */
export async function postWithKey(
  context: Pick<PluginContext, 'http' | 'idempotencyKey' | 'now' | 'order'>,
  { doing, json, timeoutMs, url }: KeyedRequest,
): Promise<JsonObject> {
  const headers = { 'idempotency-key': context.idempotencyKey };
  const reply = await context.http({ method: 'POST', url, headers, json, timeoutMs });
  const isSuccess = reply.status >= 200 && reply.status < 300;
  if (isSuccess && (reply.body === null || isJsonObject(reply.body))) return reply.body ?? {};
  const found = `Expected the endpoint to ${doing}, found status ${reply.status}`;
  if (isBusy(reply) || reply.status === 409) throw new PluginTransient(`${found}.`, retryAfter(reply, context.now()));
  if (reply.status >= 300 && reply.status < 500 && reply.status !== 408) {
    throw new PluginFailed(`${found}${maskPersonal(detailOf(reply), context.order)}`, { code: 'endpoint_refused' });
  }
  throw new PluginOutcomeUnknown(`${found}${isSuccess ? ' without JSON' : ''}. Look there whether it happened.`);
}

/** What a reply says for itself: `code` and `message`, or the fields of a problem document (RFC 9457). */
function detailOf({ body }: HttpReply): string {
  if (!isJsonObject(body)) return '.';
  const { code, detail, message, title } = body;
  const told = [code, title, message, detail].filter((part) => typeof part === 'string');
  return told.length === 0 ? '.' : `: ${told.join(': ')}`;
}

/** How an endpoint takes a request back. */
export interface UndoRequest {
  readonly method: 'DELETE' | 'POST' | 'PUT';
  /** With `{idempotencyKey}` in it. */
  readonly url: string;
}

type KeyedContext = Pick<PluginContext, 'http' | 'idempotencyKey' | 'now'>;

/**
 * Asks an endpoint for the request with the step's idempotency key; undefined when it holds none (404).
 *
 * @param timeoutMs how long to wait for the whole reply, in milliseconds
 * @throws PluginTransient the endpoint did not say; reading changes nothing, so it may be asked again
 */
export async function readByKey(
  { http, idempotencyKey, now }: KeyedContext,
  url: string,
  timeoutMs: number,
): Promise<HttpReply | undefined> {
  const reply = await http({ method: 'GET', url: filled(url, idempotencyKey), timeoutMs });
  if (reply.status === 404) return undefined;
  if (isAnswer(reply)) return reply;
  const message = `Expected the endpoint to say whether it holds the request, found status ${reply.status}${unreadable(reply)}.`;
  throw new PluginTransient(message, retryAfter(reply, now()));
}

/**
 * Has an endpoint take back the request with the step's idempotency key; 404 and 410 say that it holds none.
 *
 * @param timeoutMs how long to wait for the whole reply, in milliseconds
 * @throws PluginTransient the endpoint is busy or did not answer; taking back twice is the same as once
 * @throws PluginFailed `undo_refused`
 */
export async function undoByKey(
  { http, idempotencyKey, now }: KeyedContext,
  { method, url }: UndoRequest,
  timeoutMs: number,
): Promise<void> {
  const headers = { 'idempotency-key': `${idempotencyKey}#undo` };
  const reply = await http({ method, url: filled(url, idempotencyKey), headers, timeoutMs }).catch((error: unknown) => {
    if (!(error instanceof CalloutNoReply)) throw error;
    throw new PluginTransient('Expected the endpoint to take the request back, found no reply.', { cause: error });
  });
  if (isAnswer(reply) || reply.status === 404 || reply.status === 410) return;
  const found = `Expected the endpoint to take the request back, found status ${reply.status}${unreadable(reply)}.`;
  if (isBusy(reply) || reply.status < 300 || reply.status === 408 || reply.status === 409 || reply.status >= 500) {
    throw new PluginTransient(found, retryAfter(reply, now()));
  }
  throw new PluginFailed(`${found} Undo it there by hand.`, { code: 'undo_refused' });
}

/**
 * Takes back the one request of a step, as its options say; without the option `undo` it succeeds only when the request
 * was refused, or the endpoint says that it holds nothing.
 *
 * An endpoint that refused the request may refuse to take it back for the same reason, e.g. wrong credentials: it holds
 * nothing all the same.
 *
 * @param options `statusUrl` and `undo` of the step
 * @param timeoutMs how long to wait for each reply, in milliseconds
 * @throws PluginTransient the endpoint did not answer; it may be tried again
 * @throws PluginFailed `undo_not_configured`, `undo_refused`
 */
export async function takeBack(
  context: KeyedContext & Pick<CompensationContext, 'refused'>,
  { statusUrl, undo }: { readonly statusUrl?: string | undefined; readonly undo?: UndoRequest | undefined },
  timeoutMs: number,
): Promise<void> {
  if (undo !== undefined)
    return undoByKey(context, undo, timeoutMs).catch((error: unknown) => {
      if (!(context.refused && error instanceof PluginFailed)) throw error;
    });
  if (context.refused) return;
  if (statusUrl !== undefined && (await readByKey(context, statusUrl, timeoutMs)) === undefined) return;
  throw new PluginFailed(
    'Expected the option undo, which says how the endpoint takes a request back, found none. Undo it there by hand, and set the option for the next orders.',
    { code: 'undo_not_configured' },
  );
}

/** A page with status 200 says that something else answered. */
function isAnswer({ body, status }: HttpReply): boolean {
  return status >= 200 && status < 300 && typeof body !== 'string';
}

function unreadable({ body }: HttpReply): string {
  return typeof body === 'string' ? ' without JSON' : '';
}

function filled(url: string, idempotencyKey: string): string {
  return url.replaceAll(KEY_PLACEHOLDER, encodeURIComponent(idempotencyKey));
}
