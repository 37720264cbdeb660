import type { JsonObject } from '../../../core/json.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';
import type { ZuoraOptions } from '../options.ts';

/** What the plugin does for one order type. */
export interface OrderAction {
  /** Finds what in the order it could not process, without calling Zuora. */
  problems(order: JsonObject, options: ZuoraOptions): readonly ActionProblem[];
  run(call: ZuoraCall): Promise<PluginResult>;
}
