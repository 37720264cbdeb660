import type { JsonObject } from '../../../core/json.ts';
import type { PluginResult, ProbeResult } from '../../../core/plugin/define-plugin.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';
import type { ZuoraOptions } from '../options.ts';

/** What the plugin does for one order type. */
export interface OrderAction {
  /** Finds what in the order it cannot process, without calling Zuora. */
  problems(order: JsonObject, options: ZuoraOptions): readonly ActionProblem[];
  run(call: ZuoraCall): Promise<PluginResult>;
  /**
   * Asks Zuora whether `run` had its effect.
   *
   * @throws PluginTransient, PluginOutcomeUnknown Zuora gave no usable answer
   * @throws PluginFailed a record that the order names does not exist
   */
  probe(call: ZuoraCall): Promise<ProbeResult>;
  /** Takes the effect back. @default Zuora cannot take it back */
  undo?(call: ZuoraCall): Promise<void>;
  /**
   * Whether a run that Zuora rejected may have had a part of its effect, which `undo` finds and takes back. @default false
   */
  leavesParts?(order: JsonObject): boolean;
  /** Whether `run` only reads, so that its output is not proof of an effect. @default false */
  readonly isReadOnly?: boolean;
}
