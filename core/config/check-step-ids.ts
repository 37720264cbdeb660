import { type InputProblem, pathText } from '../input-problems.ts';
import { applyOverride, type PhaseSteps, stepIdOf } from './build-sequences.ts';
import { locateSteps } from './locate-steps.ts';
import type { StepDraft, TenantDraft } from './tenant-draft.ts';

/** Checks that step ids are unique in every sequence, across both phases. */
export function checkStepIds(config: TenantDraft): readonly InputProblem[] {
  const paths = new Map(locateSteps(config).map(({ step, path }) => [step, path]));
  const pathOf = (step: StepDraft) => paths.get(step) ?? [];
  const base = repeatedSteps(config);
  const known = new Set(base.map(({ id }) => id));
  return [
    ...base.map(({ id, steps }) => repeated(id, pathOf(steps.at(-1) ?? steps[0]))),
    ...config.overrides.flatMap((override, index) =>
      repeatedSteps(applyOverride(config, override))
        .filter(({ id }) => !known.has(id))
        .map(({ id, steps }) => {
          const own = steps.map(pathOf).findLast((path) => path[0] === 'overrides');
          return repeated(id, own ?? ['overrides', index]);
        }),
    ),
  ];
}

interface RepeatedStep {
  readonly id: string;
  readonly steps: readonly [StepDraft, ...StepDraft[]];
}

function repeatedSteps({ processOrder, postProcessOrder }: PhaseSteps<StepDraft>): readonly RepeatedStep[] {
  const byId = Map.groupBy([...processOrder, ...postProcessOrder], stepIdOf);
  return [...byId].flatMap(([id, [first, ...others]]) =>
    id === '' || first === undefined || others.length === 0 ? [] : [{ id, steps: [first, ...others] }],
  );
}

function repeated(id: string, path: readonly PropertyKey[]): InputProblem {
  return {
    path: pathText(path),
    message: `Expected unique step ids across both phases, found "${id}" more than once: give each step its own "id".`,
  };
}
