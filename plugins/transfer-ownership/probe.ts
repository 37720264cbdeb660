import type { ProbeResult } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { readByKey } from '../kit/keyed-requests.ts';
import type { TransferOptions } from './options.ts';
import { checkMoved, transferOf } from './transfer.ts';

/**
 * Asks the endpoint of the option `statusUrl` whether it holds the request; without the option nobody can tell.
 *
 * @throws PluginTransient the endpoint did not say
 * @throws PluginFailed `transfer_refused`: it holds the request, and its answer is a refusal
 */
export async function probeTransfer(context: PluginContext<TransferOptions>): Promise<ProbeResult> {
  const { statusUrl, timeoutMs } = context.options;
  const transfer = await transferOf(context);
  if (transfer === undefined) return { applied: false };
  if (statusUrl === undefined) return { applied: 'unknown' };
  const held = await readByKey(context, statusUrl, timeoutMs);
  if (held === undefined) return { applied: false };
  checkMoved(held.body, context.order);
  return { applied: true, output: { transferred: true, ...transfer } };
}
