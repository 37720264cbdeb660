import { createHash } from 'node:crypto';
import { canonicalJson } from '../json.ts';
import { DEFAULT_STEP_TIMEOUT_SECONDS, type PluginCatalog } from '../plugin/define-plugin.ts';
import { blockedBy, canProbe, connectionOf, stepEffectOf } from '../plugin/step-traits.ts';
import type { CallbackWait, Patience, Phase, Sequence, SequenceStep } from '../sequence/sequence.ts';
import { durationSeconds } from './duration.ts';
import type { StepConfig } from './step-config.ts';
import { DEFAULT_CALLBACK_TIMEOUT_SECONDS, DEFAULT_RETRY, PATIENT_RETRY } from './step-defaults.ts';
import type { TenantConfig } from './tenant-config.ts';

/** The name of the sequence for orders that no override matches. */
export const DEFAULT_SEQUENCE = 'default';

/** The fields of a step that `applyOverride` reads. */
interface NamedStep {
  readonly id?: string | undefined;
  readonly name: string;
}

/** Both phases as configured, before defaults are filled in. */
export interface PhaseSteps<Step extends NamedStep = StepConfig> {
  readonly processOrder: readonly Step[];
  readonly postProcessOrder: readonly Step[];
}

/** What an override changes in the phases. */
interface PhaseEdits<Step extends NamedStep> {
  readonly processOrder?: readonly Step[] | undefined;
  readonly postProcessOrder?: readonly Step[] | undefined;
  readonly exclude?: readonly (string | undefined)[] | undefined;
  readonly insert?: readonly Insertion<Step>[] | undefined;
}

interface Insertion<Step extends NamedStep> {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly step: Step;
}

/** Returns the id of a configured step: its `id`, or else the name of its plugin. */
export function stepIdOf(step: NamedStep): string {
  return step.id ?? step.name;
}

/** Returns the phases of an override: its own, or the default ones with `exclude` and `insert` applied. */
export function applyOverride<Step extends NamedStep = StepConfig>(
  base: PhaseSteps<Step>,
  override: PhaseEdits<Step>,
): PhaseSteps<Step> {
  return {
    processOrder: override.processOrder ?? edit(base.processOrder, override),
    postProcessOrder: override.postProcessOrder ?? edit(base.postProcessOrder, override),
  };
}

function edit<Step extends NamedStep>(
  steps: readonly Step[],
  { exclude = [], insert = [] }: PhaseEdits<Step>,
): readonly Step[] {
  const kept = steps.filter((step) => !exclude.includes(stepIdOf(step)));
  return insert.reduce((sequence, { before, after, step }) => {
    const index = sequence.findIndex((candidate) => stepIdOf(candidate) === (before ?? after));
    return index === -1 ? sequence : sequence.toSpliced(before === undefined ? index + 1 : index, 0, step);
  }, kept);
}

/**
 * Builds every sequence of a tenant: the default one, then one per override.
 *
 * @param config a tenant file that `checkTenantConfig` accepted
 * @throws TypeError a step names a plugin that is not in the catalog
 */
export function buildSequences(config: TenantConfig, catalog: PluginCatalog): readonly Sequence[] {
  const sequenceOf = (name: string, phases: PhaseSteps): Sequence => {
    const content = {
      name,
      onCriticalFailure: config.onCriticalFailure,
      steps: [
        ...phases.processOrder.map((step) => completeStep(step, 'process', config, catalog)),
        ...phases.postProcessOrder.map((step) => completeStep(step, 'postProcess', config, catalog)),
      ],
    };
    return { ...content, version: sequenceVersion(content) };
  };
  return [
    sequenceOf(DEFAULT_SEQUENCE, config),
    ...config.overrides.map((override) => sequenceOf(override.name, applyOverride(config, override))),
  ];
}

function completeStep(step: StepConfig, phase: Phase, config: TenantConfig, catalog: PluginCatalog): SequenceStep {
  const plugin = catalog.get(step.name);
  if (plugin === undefined)
    throw new TypeError(`Expected step "${stepIdOf(step)}" to name a known plugin, found "${step.name}".`);
  const patience = patienceOf(step, phase, connectionOf(plugin, step.options), config);
  const blocks = blockedBy(plugin, step.options);
  return {
    id: stepIdOf(step),
    name: step.name,
    service: step.service ?? plugin.service,
    phase,
    critical: step.critical,
    effect: stepEffectOf(plugin),
    probes: canProbe(plugin, step.options),
    compensates: plugin.compensate !== undefined,
    options: step.options,
    ...(step.when !== undefined && { when: step.when }),
    ...(step.select !== undefined && { select: step.select }),
    timeoutSeconds: step.timeoutSeconds ?? plugin.timeoutSeconds ?? DEFAULT_STEP_TIMEOUT_SECONDS,
    retry: step.retry ?? (patience === undefined ? DEFAULT_RETRY : PATIENT_RETRY),
    ...(step.waitFor === 'callback' && { callback: callbackWaitOf(step.callback) }),
    ...(patience !== undefined && { patience }),
    ...(blocks !== undefined && { blocks }),
  };
}

/**
 * Returns a step's patience; undefined if it has none, or calls no partner. A non-critical step of the process phase must not keep
 * its order waiting, so only its own `patience` counts.
 */
function patienceOf(
  step: StepConfig,
  phase: Phase,
  connection: string | undefined,
  { connections, patience }: TenantConfig,
): Patience | undefined {
  if (connection === undefined) return undefined;
  const inherited = step.critical || phase === 'postProcess' ? (connections[connection]?.patience ?? patience) : 'PT0S';
  const seconds = durationSeconds(step.patience ?? inherited) ?? 0;
  return seconds === 0 ? undefined : { connection, seconds };
}

function callbackWaitOf(wait: StepConfig['callback']): CallbackWait {
  return {
    timeoutSeconds: wait?.timeoutSeconds ?? DEFAULT_CALLBACK_TIMEOUT_SECONDS,
    ...(wait?.heartbeatSeconds !== undefined && { heartbeatSeconds: wait.heartbeatSeconds }),
  };
}

/** Returns the version of a sequence: 12 hex digits of the hash of its content, regardless of the order of keys. */
function sequenceVersion(content: Omit<Sequence, 'version'>): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 12);
}
