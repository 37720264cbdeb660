import type { CompensationContext } from '../../core/plugin/define-plugin.ts';
import { takeBack } from '../kit/keyed-requests.ts';
import type { CalloutOptions } from './options.ts';

/**
 * Has the endpoint take the request back, as the option `undo` says.
 *
 * @throws PluginTransient, PluginFailed as `takeBack` does
 */
export function compensateCallout(context: CompensationContext<CalloutOptions>): Promise<void> {
  return takeBack(context, context.options, context.options.timeoutValue);
}
