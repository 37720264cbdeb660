import { rootPaths } from '../expression/root-paths.ts';
import { type InputProblem, pathText } from '../input-problems.ts';
import type { PluginCatalog } from '../plugin/define-plugin.ts';
import { applyOverride, DEFAULT_SEQUENCE, stepIdOf } from './build-sequences.ts';
import { checkExpression, expressionsOf } from './check-expression.ts';
import { type LocatedStep, locateSteps, type StepDraft, type TenantDraft } from './tenant-draft.ts';

/** A step's mention of another one. */
interface StepReference {
  readonly id: string;
  readonly path: readonly PropertyKey[];
  /** Whether the step can do without: then one sequence that has the other step first is enough. */
  readonly isOptional: boolean;
}

interface DraftSequence {
  readonly name: string;
  readonly steps: readonly StepDraft[];
}

/**
 * Checks that the results a step reads are those of steps before it, in every sequence that it is part of.
 *
 * An expression that asks `$exists(results.<id>)` can do without the step, and so can a plugin whose option names it: these
 * need one sequence in which it is earlier.
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
  const expected = earlier.length === 0 ? 'no step, since it is the first' : `one of ${earlier.join(', ')}`;
  const advice = isOptional ? '' : `, or ask $exists(results."${id}") where it need not have run`;
  return [
    {
      path: pathText(path),
      message: `Expected to read of a step that is earlier in sequence "${first.name}", ${expected}, found "${id}": correct the id${advice}.`,
    },
  ];
}

function inExpressions({ path, step }: LocatedStep, catalog: PluginCatalog): readonly StepReference[] {
  return expressionsOf(step, path, catalog.get(step.name))
    .filter(({ path, scope, text }) => scope === 'order' && checkExpression(text, path, scope).length === 0)
    .flatMap(({ path, text }) => {
      const read = rootPaths(text).filter(({ root }) => root === 'results');
      const asked = new Set(read.filter(({ isTested }) => isTested).map(({ field }) => field));
      const ids = new Set(read.map(({ field }) => field).filter((field) => field !== undefined));
      return [...ids].map((id) => ({ id, path, isOptional: asked.has(id) }));
    });
}

function inOptions({ path, step }: LocatedStep, catalog: PluginCatalog): readonly StepReference[] {
  return (catalog.get(step.name)?.stepReferences ?? []).flatMap((name) => {
    const id = step.options?.[name];
    return typeof id === 'string' && id !== '' ? [{ id, path: [...path, 'options', name], isOptional: true }] : [];
  });
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
