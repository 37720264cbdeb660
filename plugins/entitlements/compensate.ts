import type { CompensationContext } from '../../core/plugin/define-plugin.ts';
import { takeBack } from '../kit/keyed-requests.ts';
import type { EntitlementOptions } from './options.ts';

/**
 * Has the provisioning API take the request back, as the option `undo` says.
 *
 * Revoking what was granted would be no undo: the user may have had it before, from another subscription.
 *
 * @throws PluginTransient, PluginFailed as `takeBack` does
 */
export async function compensateEntitlements(context: CompensationContext<EntitlementOptions>): Promise<void> {
  if (context.output?.change === null) return;
  await takeBack(context, context.options, context.options.timeoutMs);
}
