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
 * Creates the host of a plugin: it claims the step, so that only one attempt of any kind is made at a time, calls the
 * plugin and records the outcome.
 *
 * A step that already succeeded answers from its record, without a call. A step that another host has claimed is busy.
 *
 * @throws PluginDeclined, PluginFailed, PluginTransient, PluginOutcomeUnknown with what the customer may read
 * @throws PluginRetryLater the partner said how long to wait
 * @throws PartnerUnavailable the order of a step with patience has to wait
 * @throws StepNotApplied, StepStillUnknown the result of a probe
 * @throws StepNeedsProbe the partner may no longer recognise a repeat, and an earlier attempt may have had the effect
 * @throws StepBusy another host has claimed the step
 * @throws StepRefused the order does not exist, has ended, or is in another run
 */
export function createStepHost(plugin: Plugin, ports: StepHostPorts): (event: StepEvent) => Promise<StepAnswer> {
  return async (event) => answerWaiting(event, await MODES[event.mode ?? 'run'](plugin, event, ports), ports);
}
