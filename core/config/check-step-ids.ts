import { applyOverride, type PhaseSteps, stepIdOf } from '../sequence/build-sequences.ts';
import type { ConfigProblem } from './config-problem.ts';
import { pathText } from './schema-problems.ts';
import type { TenantConfig } from './tenant-config.ts';

/** Checks that step ids are unique in every sequence, over both phases. */
export function checkStepIds(config: TenantConfig): readonly ConfigProblem[] {
  const base = duplicatesOf(config).map((id) => duplicate(id, []));
  const known = new Set(duplicatesOf(config));
  const overrides = config.overrides.flatMap((override, index) =>
    duplicatesOf(applyOverride(config, override))
      .filter((id) => !known.has(id))
      .map((id) => duplicate(id, ['overrides', index])),
  );
  return [...base, ...overrides];
}

function duplicatesOf({ processOrder, postProcessOrder }: PhaseSteps): string[] {
  const ids = [...processOrder, ...postProcessOrder].map(stepIdOf);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

function duplicate(id: string, path: readonly PropertyKey[]): ConfigProblem {
  return {
    path: pathText(path),
    message: `Expected step ids to be unique over both phases, found "${id}" more than once: give each its own "id".`,
  };
}
