import type { JsonObject } from '../../../core/json.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import type { SalesforceOptions } from '../options.ts';

/** What the plugin does for one order type. */
export interface OrderAction {
  /** Finds what in the order it could not process, without calling Salesforce. */
  problems(order: JsonObject, options: SalesforceOptions): readonly ActionProblem[];
  run(context: PluginContext<SalesforceOptions>, session: OAuthSession): Promise<PluginResult>;
}
