import { PluginFailed, PluginTransient } from '../../core/errors/plugin-errors.ts';
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
