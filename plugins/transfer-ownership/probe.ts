import type { ProbeResult } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { readByKey } from '../kit/keyed-requests.ts';
import type { TransferOptions } from './options.ts';
import { checkTransferred, transferOf } from './transfer.ts';

/**
 * Asks the endpoint at `statusUrl` whether it has the request. Without that option the outcome stays unknown.
 *
 * @throws PluginTransient the endpoint gave no usable reply
 * @throws PluginFailed `transfer_refused`: the endpoint has the request, and rejected it
 */
export async function probeTransfer(context: PluginContext<TransferOptions>): Promise<ProbeResult> {
  const { statusUrl, timeoutMs } = context.options;
  const transfer = await transferOf(context);
  if (transfer === undefined) return { applied: false };
  if (statusUrl === undefined) return { applied: 'unknown' };
  const earlier = await readByKey(context, statusUrl, timeoutMs);
  if (earlier === undefined) return { applied: false };
  checkTransferred(earlier.body, context.order);
  return { applied: true, output: { transferred: true, ...transfer } };
}
