import { PluginFailed, PluginOutcomeUnknown, PluginTransient } from '../../core/errors/plugin-errors.ts';
import { isJsonObject, type JsonObject } from '../../core/json.ts';
import type { CompensationContext } from '../../core/plugin/define-plugin.ts';
import { pathSegment } from '../../core/plugin/path-segment.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { CalloutNoReply, type HttpReply, KEY_PLACEHOLDER } from '../../core/plugin/plugin-http.ts';
import { isBusy, retryAfter } from '../../core/plugin/retry-after.ts';
import { maskPersonal } from '../../core/redact/mask-personal.ts';

type Headers = Readonly<Record<string, string>>;

/** A request that an endpoint recognises when it is repeated. */
export interface KeyedRequest {
  readonly url: string;
  readonly json: JsonObject;
  /** Further headers, e.g. `x-api-key`; recorded without credentials. @default none */
  readonly headers?: Headers;
  /** How long to wait for the whole reply, in milliseconds. */
  readonly timeoutMs: number;
  /** What the request asks for, for messages, e.g. `grant the entitlements`. */
  readonly doing: string;
}

/** How an endpoint undoes a request. */
export interface UndoRequest {
  readonly method: 'DELETE' | 'POST' | 'PUT';
  /** Contains `{idempotencyKey}`. */
  readonly url: string;
}

/** What an endpoint says about undoing a step. */
interface UndoOptions {
  readonly statusUrl?: string | undefined;
  readonly undo?: UndoRequest | undefined;
  readonly headers?: Headers | undefined;
}

type KeyedContext = Pick<PluginContext, 'http' | 'idempotencyKey' | 'now'>;

/**
 * Posts to an endpoint that honours `Idempotency-Key` (IETF draft "The Idempotency-Key HTTP Header Field").
 *
 * 429, 503 and 409 are transient; with 409 an endpoint reports that it is still processing the first request. Other 3xx
 * and 4xx are failures. Anything else leaves the outcome unknown, even a 2xx whose body is not JSON.
 *
 * @returns the JSON object of the reply; an empty object if the body is empty
 * @throws PluginFailed, PluginTransient, PluginOutcomeUnknown by the status of the reply
 */
export async function postWithKey(
  context: Pick<PluginContext, 'http' | 'idempotencyKey' | 'now' | 'order'>,
  { doing, headers: further, json, timeoutMs, url }: KeyedRequest,
): Promise<JsonObject> {
  const headers = { ...further, 'idempotency-key': context.idempotencyKey };
  const reply = await context.http({ method: 'POST', url, headers, json, timeoutMs });
  const isSuccess = reply.status >= 200 && reply.status < 300;
  if (isSuccess && (reply.body === null || isJsonObject(reply.body))) return reply.body ?? {};
  const found = `The endpoint returned status ${reply.status} when asked to ${doing}`;
  if (isBusy(reply) || reply.status === 409) throw new PluginTransient(`${found}.`, retryAfter(reply, context.now()));
  if (reply.status >= 300 && reply.status < 500 && reply.status !== 408) {
    throw new PluginFailed(`${found}${maskPersonal(detailOf(reply), context.order)}`, { code: 'endpoint_refused' });
  }
  throw new PluginOutcomeUnknown(`${found}${isSuccess ? ', without JSON' : ''}. Check there whether it happened.`);
}

/**
 * Reads the request that an endpoint received with the step's idempotency key.
 *
 * @param timeoutMs how long to wait for the whole reply, in milliseconds
 * @param headers further headers. @default none
 * @returns `undefined` if the endpoint has no such request (404)
 * @throws PluginTransient the endpoint gave no usable reply; reading has no effect, so it is safe to repeat
 */
export async function readByKey(
  { http, idempotencyKey, now }: KeyedContext,
  url: string,
  timeoutMs: number,
  headers: Headers = {},
): Promise<HttpReply | undefined> {
  const reply = await http({ method: 'GET', url: fillKey(url, idempotencyKey), headers, timeoutMs });
  if (reply.status === 404) return undefined;
  if (isJsonSuccess(reply)) return reply;
  const message = `The endpoint returned status ${reply.status}${withoutJson(reply)} when asked whether it has the request.`;
  throw new PluginTransient(message, retryAfter(reply, now()));
}

/**
 * Undoes a step that makes one request, as its options describe.
 *
 * Without the option `undo`, this succeeds only if the partner rejected the request, or if `statusUrl` reports that there was
 * none. An endpoint that rejected the request may reject the undo for the same reason, such as wrong credentials. That also
 * counts as undone, because the request had no effect.
 *
 * @param options `statusUrl` and `undo` of the step; `headers`: further headers of each request, default none
 * @param timeoutMs how long to wait for each reply, in milliseconds
 * @throws PluginTransient the endpoint did not reply; a retry is safe
 * @throws PluginFailed `undo_not_configured`, `undo_refused`
 */
export async function undoRequest(
  context: KeyedContext & Pick<CompensationContext, 'wasRejected'>,
  { headers, statusUrl, undo }: UndoOptions,
  timeoutMs: number,
): Promise<void> {
  if (undo !== undefined)
    return undoByKey(context, undo, timeoutMs, headers).catch((error: unknown) => {
      if (!(context.wasRejected && error instanceof PluginFailed)) throw error;
    });
  if (context.wasRejected) return;
  if (statusUrl !== undefined && (await readByKey(context, statusUrl, timeoutMs, headers)) === undefined) return;
  throw new PluginFailed(
    'The step has no option "undo", so its request was not undone. Undo it at the endpoint by hand, and set the option for future orders.',
    { code: 'undo_not_configured' },
  );
}

/** Undoing twice is the same as undoing once. 404 and 410 mean that the endpoint has no such request. */
async function undoByKey(
  { http, idempotencyKey, now }: KeyedContext,
  { method, url }: UndoRequest,
  timeoutMs: number,
  further: Headers = {},
): Promise<void> {
  const headers = { ...further, 'idempotency-key': `${idempotencyKey}#undo` };
  const reply = await http({ method, url: fillKey(url, idempotencyKey), headers, timeoutMs }).catch(
    (error: unknown) => {
      if (!(error instanceof CalloutNoReply)) throw error;
      throw new PluginTransient('The endpoint did not reply when asked to undo the request.', { cause: error });
    },
  );
  if (isJsonSuccess(reply) || reply.status === 404 || reply.status === 410) return;
  const found = `The endpoint returned status ${reply.status}${withoutJson(reply)} when asked to undo the request.`;
  if (isBusy(reply) || reply.status < 300 || reply.status === 408 || reply.status === 409 || reply.status >= 500) {
    throw new PluginTransient(found, retryAfter(reply, now()));
  }
  throw new PluginFailed(`${found} Undo it there by hand.`, { code: 'undo_refused' });
}

/** A web page with status 200 did not come from the endpoint. */
function isJsonSuccess({ body, status }: HttpReply): boolean {
  return status >= 200 && status < 300 && typeof body !== 'string';
}

function withoutJson({ body }: HttpReply): string {
  return typeof body === 'string' ? ', without JSON,' : '';
}

/** Reads the error from a reply: `code` and `message`, or the fields of a problem document (RFC 9457). */
function detailOf({ body }: HttpReply): string {
  if (!isJsonObject(body)) return '.';
  const { code, detail, message, title } = body;
  const parts = [code, title, message, detail].filter((part) => typeof part === 'string');
  return parts.length === 0 ? '.' : `: ${parts.join(': ')}`;
}

function fillKey(url: string, idempotencyKey: string): string {
  return url.replaceAll(KEY_PLACEHOLDER, pathSegment(idempotencyKey));
}
