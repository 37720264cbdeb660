import type { ProbeResult } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { readByKey } from '../kit/keyed-requests.ts';
import type { CalloutOptions } from './options.ts';
import { calloutOutput, checkReply } from './reply.ts';

/**
 * Asks the endpoint of the option `statusUrl` whether it holds the request; without the option nobody can tell.
 *
 * The output is that of the step, with the status of the answer to the question. What `rejectWhen` refuses in it did
 * happen, and is left to a person.
 *
 * @throws PluginTransient the endpoint did not say
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
  const answered = { status, headers, body };
  await checkReply(answered, options, context.now());
  return { applied: true, output: await calloutOutput(context, answered) };
}
