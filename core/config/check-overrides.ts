import { didYouMean } from '../did-you-mean.ts';
import { type InputProblem, pathText } from '../input-problems.ts';
import { SERVICE_MACHINES } from '../sequence/service-machines.ts';
import { applyOverride, DEFAULT_SEQUENCE, stepIdOf } from './build-sequences.ts';
import { checkReach } from './check-reach.ts';
import type { OverrideDraft, TenantDraft } from './tenant-draft.ts';

const STATE_MACHINE_NAME_LIMIT = 80;

/** Checks the overrides: their names, the steps that they refer to, and whether each can match an order. */
export function checkOverrides(config: TenantDraft): readonly InputProblem[] {
  return config.overrides.flatMap((override, index) => [
    ...checkName(config, override, index),
    ...checkExcluded(config, override, index),
    ...checkInserted(config, override, index),
    ...checkReach(config.overrides, index),
  ]);
}

function checkName({ tenant, overrides }: TenantDraft, { name }: OverrideDraft, index: number): InputProblem[] {
  const problem = (message: string) => [{ path: pathText(['overrides', index, 'name']), message }];
  if (name === DEFAULT_SEQUENCE)
    return problem(`Expected a name other than "${DEFAULT_SEQUENCE}", the name of the default sequence.`);
  if (SERVICE_MACHINES.some((reserved) => reserved === name))
    return problem(
      `Expected a name other than ${SERVICE_MACHINES.map((reserved) => `"${reserved}"`).join(' and ')}, found "${name}": every tenant already has a state machine "<tenant>-${name}".`,
    );
  if (name !== '' && overrides.findIndex((other) => other.name === name) !== index)
    return problem(`Expected a unique name, found "${name}" again: rename one of them.`);
  const { length } = `${tenant}-${name}`;
  return length > STATE_MACHINE_NAME_LIMIT
    ? problem(
        `Expected "<tenant>-<name>" to have at most ${STATE_MACHINE_NAME_LIMIT} characters, the limit for the name of a state machine, found ${length}: shorten it.`,
      )
    : [];
}

function checkExcluded(config: TenantDraft, override: OverrideDraft, index: number): InputProblem[] {
  const inherited = inheritedIds(config, override);
  return (override.exclude ?? []).flatMap((id, at) =>
    id === undefined || inherited.includes(id) ? [] : [noSuchStep(id, inherited, ['overrides', index, 'exclude', at])],
  );
}

function checkInserted(config: TenantDraft, override: OverrideDraft, index: number): InputProblem[] {
  const anchors = inheritedIds(config, override).filter((id) => !override.exclude?.includes(id));
  const { postProcessOrder } = applyOverride(config, override);
  return (override.insert ?? []).flatMap(({ before, after, step }, at) => {
    const path = ['overrides', index, 'insert', at];
    const anchor = before ?? after;
    const missing =
      anchor === undefined || anchors.includes(anchor)
        ? []
        : [noSuchStep(anchor, [...anchors], [...path, before === undefined ? 'after' : 'before'])];
    if (missing.length === 0) anchors.push(stepIdOf(step));
    return step.critical === true && postProcessOrder.includes(step)
      ? [...missing, criticalPostProcessProblem([...path, 'step', 'critical'])]
      : missing;
  });
}

/** Returns the problem of a critical step in the post-process phase. */
export function criticalPostProcessProblem(path: readonly PropertyKey[]): InputProblem {
  return {
    path: pathText(path),
    message: 'Expected false, found true: post-process steps run after the order is complete, so they cannot stop it.',
  };
}

function inheritedIds(config: TenantDraft, override: OverrideDraft): string[] {
  return [
    ...(override.processOrder === undefined ? config.processOrder : []),
    ...(override.postProcessOrder === undefined ? config.postProcessOrder : []),
  ].map(stepIdOf);
}

function noSuchStep(id: string, known: readonly string[], path: readonly PropertyKey[]): InputProblem {
  const advice = known.length === 0 ? 'it inherits no steps' : `choose one of ${known.join(', ')}`;
  return {
    path: pathText(path),
    message: `No step "${id}" in this override: ${advice}${didYouMean(id, known) || '.'}`,
  };
}

/** Checks that each retired sequence is listed once, and that the file no longer defines it. */
export function checkRetiredSequences({ overrides, retiredSequences }: TenantDraft): readonly InputProblem[] {
  const current = [DEFAULT_SEQUENCE, ...overrides.map(({ name }) => name)];
  return retiredSequences.flatMap((name, index) => {
    const problem = (message: string) => [{ path: pathText(['retiredSequences', index]), message }];
    if (name === '') return [];
    if (current.includes(name))
      return problem(
        `Expected the name of a removed override, found "${name}", which is still in use: remove it here.`,
      );
    return retiredSequences.indexOf(name) === index ? [] : problem(`Expected each name once, found "${name}" again.`);
  });
}
