import type { Phase } from '../sequence/sequence.ts';
import type { OverrideDraft, StepDraft, TenantDraft } from './tenant-draft.ts';

/** A step of a tenant file, and its path. */
export interface LocatedStep {
  readonly path: readonly PropertyKey[];
  /** Undefined for an inserted step, which is in the phase of the step it is inserted next to. */
  readonly phase: Phase | undefined;
  readonly step: StepDraft;
}

/** Lists every step of a tenant file, those of the default sequence first. */
export function locateSteps(config: TenantDraft): readonly LocatedStep[] {
  const overrides = config.overrides.flatMap((override, index) => [
    ...phasesOf(override, ['overrides', index]),
    ...(override.insert ?? []).map(({ step }, at) => ({
      path: ['overrides', index, 'insert', at, 'step'],
      phase: undefined,
      step,
    })),
  ]);
  return [...phasesOf(config, []), ...overrides];
}

function phasesOf(
  holder: Pick<OverrideDraft, 'processOrder' | 'postProcessOrder'>,
  at: readonly PropertyKey[],
): LocatedStep[] {
  return (['process', 'postProcess'] as const).flatMap((phase) =>
    (holder[`${phase}Order`] ?? []).map((step, index) => ({ path: [...at, `${phase}Order`, index], phase, step })),
  );
}
