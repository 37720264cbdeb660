import { isJsonObject } from '../json.ts';
import type { Phase } from '../sequence/sequence.ts';
import { type StepConfig, stepConfigSchema } from './step-config.ts';

/** A step of a tenant file and where it stands. */
export interface LocatedStep {
  readonly path: readonly PropertyKey[];
  /** Undefined for an inserted step, whose phase is that of its anchor. */
  readonly phase: Phase | undefined;
  readonly step: StepConfig;
}

/** Every step of a tenant file that has a step's shape, however wrong the rest of the file is. */
export function locateSteps(raw: unknown): readonly LocatedStep[] {
  if (!isJsonObject(raw)) return [];
  const overrides = listOf(raw.overrides).flatMap((override, index) => {
    if (!isJsonObject(override)) return [];
    const inserted = listOf(override.insert).flatMap((entry, at) =>
      isJsonObject(entry) ? stepAt(entry.step, ['overrides', index, 'insert', at, 'step'], undefined) : [],
    );
    return [...phasesOf(override, ['overrides', index]), ...inserted];
  });
  return [...phasesOf(raw, []), ...overrides];
}

function phasesOf(holder: Readonly<Record<string, unknown>>, at: readonly PropertyKey[]): LocatedStep[] {
  return [
    ...listOf(holder.processOrder).flatMap((step, index) => stepAt(step, [...at, 'processOrder', index], 'process')),
    ...listOf(holder.postProcessOrder).flatMap((step, index) =>
      stepAt(step, [...at, 'postProcessOrder', index], 'postProcess'),
    ),
  ];
}

function stepAt(raw: unknown, path: readonly PropertyKey[], phase: Phase | undefined): LocatedStep[] {
  const parsed = stepConfigSchema.safeParse(raw);
  return parsed.success ? [{ path, phase, step: parsed.data }] : [];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
