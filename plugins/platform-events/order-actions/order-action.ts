import type { JsonObject } from '../../../core/json.ts';
import type { ActionProblem } from '../../../core/partner/order-actions.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { PlatformEventOptions } from '../options.ts';

/** The event that the plugin publishes for one order type. */
export interface OrderAction {
  /** Finds what in the order it could not process, without calling Salesforce. */
  problems(order: JsonObject, options: PlatformEventOptions): readonly ActionProblem[];
  /** The event's fields, under their names without prefix and suffix. */
  fields(context: PluginContext<PlatformEventOptions>): JsonObject;
}
