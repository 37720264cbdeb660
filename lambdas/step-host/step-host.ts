import type { StepAnswer, StepEvent } from '../../blueprint/wire/step-event.ts';
import type { AttemptKind } from '../../core/order/step-status.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import { answerWaiting } from './callback-step.ts';
import { healStep } from './heal-step.ts';
import { probeStep } from './probe-step.ts';
import { runStep } from './run-step.ts';
import type { StepHostPorts } from './step-host-ports.ts';
import { undoStep } from './undo-step.ts';

type StepMode = (plugin: Plugin, event: StepEvent, ports: StepHostPorts) => Promise<StepAnswer>;

const MODES: Readonly<Record<AttemptKind, StepMode>> = {
  run: runStep,
  probe: probeStep,
  undo: undoStep,
  heal: healStep,
};

/**
 * The one piece of code around every plugin: it claims the step, so that no two attempts of any kind are made at the
 * same time, calls the plugin and writes down how the attempt ended.
 *
 * A step that already succeeded answers from its record, and nobody is called; a step that another host holds is busy.
 *
 * @throws PluginDeclined, PluginFailed, PluginTransient, PluginOutcomeUnknown with what the customer may read
 * @throws PluginRetryLater the partner said how long to wait
 * @throws StepNotApplied, StepStillUnknown what a probe found
 * @throws StepBusy another host holds the claim
 * @throws StepRefused the order is not there, not at work, or in a later run
 */
export function createStepHost(plugin: Plugin, ports: StepHostPorts): (event: StepEvent) => Promise<StepAnswer> {
  return async (event) => answerWaiting(event, await MODES[event.mode ?? 'run'](plugin, event, ports), ports);
}
