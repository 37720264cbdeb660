import { PluginFailed, PluginTransient } from '../../core/errors/plugin-errors.ts';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import type { HttpReply } from '../../core/plugin/plugin-http.ts';
import { isBusy, retryAfter } from '../../core/plugin/retry-after.ts';
import type { CalloutOptions } from './options.ts';

/**
 * Refuses a reply as the options say: by its status, or by what it says.
 *
 * @throws PluginTransient a 429 or 503 that is to be rejected
 * @throws PluginFailed any other reply that is to be rejected
 * @throws ExpressionInvalid `rejectWhen` failed; what the endpoint did is then not known
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

/** Longest text that is picked of a reply, in characters: room for any id, and for no page or order. */
const LONGEST_TEXT = 256;

/**
 * What later steps may read of a callout's reply: its status, and what the option `output` picks.
 *
 * Never the body itself, since endpoints echo the order with the person in it, and an output stands in the state machine's
 * data. For the same reason objects, lists and long texts are left out; so is what the reply does not have.
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
  const given = picked.filter(([, value]) => value !== null);
  const fields = given.filter(([, value]) => !isPlain(value)).map(([name]) => name);
  if (fields.length > 0) {
    const message = `Left out of the output: only texts of ${LONGEST_TEXT} characters at most, numbers and truth values are passed on`;
    log.warn(message, { fields });
  }
  return { status, ...Object.fromEntries(given.filter(([, value]) => isPlain(value))) };
}

function isPlain(value: JsonValue): boolean {
  return typeof value === 'string' ? value.length <= LONGEST_TEXT : typeof value !== 'object';
}
