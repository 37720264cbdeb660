import type { CompensationContext } from '../../core/plugin/define-plugin.ts';
import { takeBack } from '../kit/keyed-requests.ts';
import type { TransferOptions } from './options.ts';

/**
 * Has the endpoint take the transfer back, as the option `undo` says.
 *
 * Moving everything back would be no undo: the matched owner may have had objects of their own before.
 *
 * @throws PluginTransient, PluginFailed as `takeBack` does
 */
export async function compensateTransfer(context: CompensationContext<TransferOptions>): Promise<void> {
  if (context.output?.transferred === false) return;
  await takeBack(context, context.options, context.options.timeoutMs);
}
