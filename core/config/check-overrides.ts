import { DEFAULT_SEQUENCE, stepIdOf } from '../sequence/build-sequences.ts';
import type { ConfigProblem } from './config-problem.ts';
import { pathText } from './schema-problems.ts';
import type { OverrideConfig, TenantConfig } from './tenant-config.ts';

const STATE_MACHINE_NAME_LIMIT = 80;

/** Checks names, anchors and reach of the overrides. */
export function checkOverrides(config: TenantConfig): readonly ConfigProblem[] {
  return config.overrides.flatMap((override, index) => [
    ...checkName(config, override, index),
    ...checkAnchors(config, override, index),
    ...checkReach(config.overrides, override, index),
  ]);
}

function checkName({ tenant, overrides }: TenantConfig, { name }: OverrideConfig, index: number): ConfigProblem[] {
  const problem = (message: string) => [{ path: pathText(['overrides', index, 'name']), message }];
  if (name === DEFAULT_SEQUENCE)
    return problem(`Expected a name other than "${DEFAULT_SEQUENCE}", which is that of the default sequence.`);
  if (overrides.findIndex((other) => other.name === name) !== index)
    return problem(`Expected a name of its own, found "${name}" again.`);
  if (`${tenant}-${name}`.length > STATE_MACHINE_NAME_LIMIT) {
    return problem(
      `Expected "<tenant>-<name>" to have at most ${STATE_MACHINE_NAME_LIMIT} characters, the limit of a state machine's name.`,
    );
  }
  return [];
}

function checkAnchors(config: TenantConfig, override: OverrideConfig, index: number): ConfigProblem[] {
  const inherited = [
    ...(override.processOrder === undefined ? config.processOrder : []),
    ...(override.postProcessOrder === undefined ? config.postProcessOrder : []),
  ].map(stepIdOf);
  const expected =
    inherited.length === 0 ? 'this override inherits no step' : `expected one of ${inherited.join(', ')}`;
  const unknown = (id: string, ...path: PropertyKey[]) => ({
    path: pathText(['overrides', index, ...path]),
    message: `No step "${id}" to refer to: ${expected}.`,
  });
  const excluded = override.exclude ?? [];
  const anchors = new Set(inherited.filter((id) => !excluded.includes(id)));
  return [
    ...excluded.flatMap((id, at) => (inherited.includes(id) ? [] : [unknown(id, 'exclude', at)])),
    ...(override.insert ?? []).flatMap((entry, at) => {
      const [side, anchor] = 'before' in entry ? ['before', entry.before] : ['after', entry.after];
      const found = anchors.has(anchor);
      if (found) anchors.add(stepIdOf(entry.step));
      return [
        ...(found ? [] : [unknown(anchor, 'insert', at, side)]),
        ...(entry.step.critical && isPostProcess(config, override, anchor)
          ? [
              {
                path: pathText(['overrides', index, 'insert', at, 'step', 'critical']),
                message: 'Expected false, found true: nothing in post-process can stop an order.',
              },
            ]
          : []),
      ];
    }),
  ];
}

function isPostProcess(config: TenantConfig, override: OverrideConfig, anchor: string): boolean {
  return override.postProcessOrder === undefined && config.postProcessOrder.some((step) => stepIdOf(step) === anchor);
}

function checkReach(overrides: readonly OverrideConfig[], override: OverrideConfig, index: number): ConfigProblem[] {
  const shadow = overrides.slice(0, index).find((earlier) => covers(earlier.match, override.match));
  return shadow === undefined
    ? []
    : [
        {
          path: pathText(['overrides', index, 'match']),
          message: `Can never match: every such order is taken by "${shadow.name}" before it. Move it up or narrow "${shadow.name}".`,
        },
      ];
}

function covers(earlier: OverrideConfig['match'], later: OverrideConfig['match']): boolean {
  return (['orderType', 'processingType', 'offerType'] as const).every((fact) => {
    const taken = earlier[fact];
    const asked = later[fact];
    return taken === undefined || asked?.every((value) => taken.includes(value)) === true;
  });
}
