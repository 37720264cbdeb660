import type { ProbeResult } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { readByKey } from '../kit/keyed-requests.ts';
import type { CalloutOptions } from './options.ts';
import { calloutOutput, checkReply } from './reply.ts';

/**
 * Asks the endpoint at `statusUrl` whether it has the request. Without that option the outcome stays unknown.
 *
 * The output is that of the step, except that `status` is that of the status request. A request that `rejectWhen` rejects
 * took effect all the same, so the probe fails and leaves the decision to an operator.
 *
 * @throws PluginTransient the endpoint gave no usable reply
 */
export async function probeCallout(context: PluginContext<CalloutOptions>): Promise<ProbeResult> {
  const { options } = context;
  if (options.statusUrl === undefined) return { applied: 'unknown' };
  const reply = await readByKey(context, options.statusUrl, options.timeoutValue);
  if (reply === undefined) return { applied: false };
  const { headers, status } = reply;
  const { parseExpression } = await import('../../core/expression/expression.ts');
  const body = await parseExpression(options.statusBody).evaluate({
    status,
    headers: { ...headers },
    body: reply.body,
  });
  const original = { status, headers, body };
  await checkReply(original, options, context.now());
  return { applied: true, output: await calloutOutput(context, original) };
}
