import { closestName } from '../did-you-mean.ts';
import { rootPaths } from '../expression/root-paths.ts';
import { type InputProblem, pathText } from '../input-problems.ts';
import { isJsonObject } from '../json.ts';
import type { PluginCatalog } from '../plugin/define-plugin.ts';
import { applyOverride, DEFAULT_SEQUENCE, stepIdOf } from './build-sequences.ts';
import { checkExpression, expressionsOf } from './check-expression.ts';
import { type LocatedStep, locateSteps } from './locate-steps.ts';
import type { StepDraft, TenantDraft } from './tenant-draft.ts';

/** A reference from one step to another. */
interface StepReference {
  readonly id: string;
  readonly path: readonly PropertyKey[];
  /** Whether the step also works without the other one. If so, one sequence in which the other comes first is enough. */
  readonly isOptional: boolean;
}

interface DraftSequence {
  readonly name: string;
  readonly steps: readonly StepDraft[];
}

/**
 * Checks that a step reads only results of earlier steps, in every sequence that contains it.
 *
 * An expression that tests `$exists(results.<id>)` works without the other step, and so does a plugin whose option names it.
 * For these, one sequence in which the other step comes first is enough.
 */
export function checkStepReferences(config: TenantDraft, catalog: PluginCatalog): readonly InputProblem[] {
  const sequences = sequencesOf(config);
  return locateSteps(config).flatMap((located) => {
    const users = sequences.filter(({ steps }) => steps.includes(located.step));
    return [...inExpressions(located, catalog), ...inOptions(located, catalog)].flatMap((reference) =>
      checkReference(reference, located.step, users),
    );
  });
}

function checkReference(
  { id, isOptional, path }: StepReference,
  step: StepDraft,
  users: readonly DraftSequence[],
): readonly InputProblem[] {
  const without = users.filter((sequence) => !earlierIds(sequence, step).includes(id));
  const [first] = without;
  if (first === undefined || (isOptional && without.length < users.length)) return [];
  const earlier = earlierIds(first, step);
  const expected = earlier.length === 0 ? 'there is none' : earlier.join(', ');
  const advice = isOptional ? '' : `, or test $exists(results."${id}") if the step is optional`;
  return [
    {
      path: pathText(path),
      message: `Expected a step that comes earlier in sequence "${first.name}" (${expected}), found "${id}": correct the id${advice}.${suggestion(id, first.steps.map(stepIdOf), earlier)}`,
    },
  ];
}

function suggestion(id: string, all: readonly string[], earlier: readonly string[]): string {
  if (all.includes(id)) return ' It comes later: move it up, or this step down.';
  const closest = closestName(id, earlier);
  return closest === undefined ? '' : ` Did you mean "${closest}"?`;
}

function inExpressions({ path, step }: LocatedStep, catalog: PluginCatalog): readonly StepReference[] {
  return expressionsOf(step, path, catalog.get(step.name))
    .filter(({ path, scope, text }) => scope === 'order' && checkExpression(text, path, scope).length === 0)
    .flatMap(({ path, text }) => {
      const read = rootPaths(text).filter(({ root }) => root === 'results');
      const tested = new Set(read.filter(({ isTested }) => isTested).map(({ field }) => field));
      const ids = new Set(read.map(({ field }) => field).filter((field) => field !== undefined));
      return [...ids].map((id) => ({ id, path, isOptional: tested.has(id) }));
    });
}

function inOptions({ path, step }: LocatedStep, catalog: PluginCatalog): readonly StepReference[] {
  return (catalog.get(step.name)?.stepReferences ?? []).flatMap((name) => {
    const isRequired = catalog.get(step.name)?.requiredSteps?.includes(name) === true;
    const id = step.options?.[name] ?? (isRequired ? defaultOf(name, step, catalog) : undefined);
    return typeof id === 'string' && id !== '' ? [{ id, path: [...path, 'options', name], isOptional: true }] : [];
  });
}

function defaultOf(name: string, step: StepDraft, catalog: PluginCatalog): unknown {
  const parsed = catalog.get(step.name)?.options.safeParse(step.options ?? {}).data;
  return isJsonObject(parsed) ? parsed[name] : undefined;
}

function sequencesOf(config: TenantDraft): readonly DraftSequence[] {
  const named = [
    { name: DEFAULT_SEQUENCE, phases: config },
    ...config.overrides.map((override) => ({ name: override.name, phases: applyOverride(config, override) })),
  ];
  return named.map(({ name, phases }) => ({ name, steps: [...phases.processOrder, ...phases.postProcessOrder] }));
}

function earlierIds({ steps }: DraftSequence, step: StepDraft): readonly string[] {
  return steps.slice(0, steps.indexOf(step)).map(stepIdOf);
}
