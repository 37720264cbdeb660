import { PluginFailed, PluginOutcomeUnknown, PluginTransient } from '../../core/errors/plugin-errors.ts';
import { isJsonObject, type JsonObject } from '../../core/json.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import type { HttpReply } from '../../core/plugin/plugin-http.ts';
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
