import { PluginFailed, PluginTransient } from '../../core/errors/plugin-errors.ts';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import type { HttpReply } from '../../core/plugin/plugin-http.ts';
import { isBusy, retryAfter } from '../../core/plugin/retry-after.ts';
import type { CalloutOptions } from './options.ts';

/** Longest text in an output, in characters: enough for any id, too short for a page or an order. */
const MAX_TEXT_LENGTH = 256;

/**
 * Rejects a reply by its status or its content, as the options say.
 *
 * @throws PluginTransient the options reject a 429 or 503
 * @throws PluginFailed the options reject any other reply
 * @throws ExpressionInvalid `rejectWhen` failed, so it is unknown what the endpoint did
 */
export async function checkReply(reply: HttpReply, options: CalloutOptions, now: Date): Promise<void> {
  const { rejectUnlessOk, rejectWhen, shouldRejectOn } = options;
  const code = 'callout_rejected';
  const isOk = reply.status >= 200 && reply.status < 300;
  if (shouldRejectOn.status.includes(reply.status) || (rejectUnlessOk && !isOk)) {
    const message = `callout plugin failed due to response status: [${reply.status}]`;
    if (isBusy(reply)) throw new PluginTransient(message, { code, ...retryAfter(reply, now) });
    throw new PluginFailed(message, { code });
  }
  if (rejectWhen === undefined) return;
  const { body, headers, status } = reply;
  const { parseExpression } = await import('../../core/expression/expression.ts');
  if ((await parseExpression(rejectWhen).evaluate({ status, headers: { ...headers }, body })) !== true) return;
  throw new PluginFailed(`callout plugin failed due to rejectWhen: ${rejectWhen}`, { code });
}

/**
 * Returns what later steps can read of a reply: its status, and what the option `output` picks.
 *
 * Never the body itself: endpoints echo the order with its personal data, and the output is stored in the execution. For
 * the same reason it leaves out objects, lists and long texts. Values that the reply does not have are left out too.
 *
 * @throws ExpressionInvalid an expression failed
 */
export async function calloutOutput(
  { log, options }: Pick<PluginContext<CalloutOptions>, 'log' | 'options'>,
  { body, headers, status }: HttpReply,
): Promise<JsonObject> {
  const picks = Object.entries(options.output);
  if (picks.length === 0) return { status };
  const { parseExpression } = await import('../../core/expression/expression.ts');
  const picked = await Promise.all(
    picks.map(async ([name, text]): Promise<[string, JsonValue]> => {
      return [name, await parseExpression(text).evaluate({ status, headers: { ...headers }, body })];
    }),
  );
  const present = picked.filter(([, value]) => value !== null);
  const fields = present.filter(([, value]) => !isShortValue(value)).map(([name]) => name);
  if (fields.length > 0) {
    const message = `Left fields out of the output: only numbers, booleans and texts of up to ${MAX_TEXT_LENGTH} characters are passed on`;
    log.warn(message, { fields });
  }
  return { status, ...Object.fromEntries(present.filter(([, value]) => isShortValue(value))) };
}

function isShortValue(value: JsonValue): boolean {
  return typeof value === 'string' ? value.length <= MAX_TEXT_LENGTH : typeof value !== 'object';
}
