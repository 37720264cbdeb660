import type { JsonObject } from '../../../core/json.ts';
import type { CompensationContext, PluginResult, ProbeResult } from '../../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { OAuthSession } from '../../kit/oauth-session.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import type { SalesforceOptions } from '../options.ts';

/** What the plugin does for one order type. */
export interface OrderAction {
  /** Finds what it cannot process in the order, without calling Salesforce. */
  problems(order: JsonObject, options: SalesforceOptions): readonly ActionProblem[];
  run(context: PluginContext<SalesforceOptions>, session: OAuthSession): Promise<PluginResult>;
  /**
   * Asks Salesforce whether `run` had its effect.
   *
   * @throws PluginFailed, PluginTransient Salesforce gave no usable reply
   */
  probe(context: PluginContext<SalesforceOptions>, session: OAuthSession): Promise<ProbeResult>;
  /** Deletes the records that `run` created. @default it creates none */
  undo?(context: CompensationContext<SalesforceOptions>, session: OAuthSession): Promise<void>;
}
