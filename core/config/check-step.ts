import { didYouMean } from '../did-you-mean.ts';
import { type InputProblem, pathText, schemaProblems } from '../input-problems.ts';
import type { PluginCatalog, PluginMetadata } from '../plugin/define-plugin.ts';
import { checkExpression, checkReplacedText, expressionsOf } from './check-expression.ts';
import { criticalPostProcessProblem } from './check-overrides.ts';
import { checkSecrets } from './check-secrets.ts';
import type { LocatedStep } from './locate-steps.ts';
import { suggestKeys } from './suggest-keys.ts';

/** Checks one step against its plugin: name, service, options and expressions. Also finds secrets in its options. */
export function checkStep(located: LocatedStep, catalog: PluginCatalog): readonly InputProblem[] {
  const { path, phase, step } = located;
  const plugin = catalog.get(step.name);
  return [
    ...(plugin === undefined ? checkUnknown(located, catalog) : checkAgainst(plugin, located)),
    ...(phase === 'postProcess' && step.critical === true ? [criticalPostProcessProblem([...path, 'critical'])] : []),
    ...expressionsOf(step, path, plugin).flatMap((found) => checkExpression(found.text, found.path, found.scope)),
    ...checkReplacedText(step.options ?? {}, [...path, 'options']),
  ];
}

function checkUnknown({ path, step }: LocatedStep, catalog: PluginCatalog): readonly InputProblem[] {
  const unknown = {
    path: pathText([...path, 'name']),
    message: `Expected one of ${[...catalog.keys()].join(', ')}, found "${step.name}"${didYouMean(step.name, [...catalog.keys()]) || ': no such plugin is registered.'}`,
  };
  return [...(step.name === '' ? [] : [unknown]), ...checkSecrets(step.options ?? {}, [...path, 'options'], [])];
}

function checkAgainst(plugin: PluginMetadata, { path, step }: LocatedStep): readonly InputProblem[] {
  const service = {
    path: pathText([...path, 'service']),
    message: `Expected "${plugin.service}", the service of ${plugin.name}, found "${step.service}".`,
  };
  return [
    ...(step.service === undefined || step.service === plugin.service ? [] : [service]),
    ...(step.options === undefined ? [] : checkOptions(plugin, step.options, [...path, 'options'])),
  ];
}

function checkOptions(
  plugin: PluginMetadata,
  options: NonNullable<LocatedStep['step']['options']>,
  path: readonly PropertyKey[],
): readonly InputProblem[] {
  const parsed = plugin.options.safeParse(options);
  return parsed.success
    ? [...checkEmpty(plugin, options, path), ...checkSecrets(options, path, plugin.secrets?.(parsed.data) ?? [])]
    : [...suggestKeys(schemaProblems(parsed.error, path), plugin.options), ...checkSecrets(options, path, [])];
}

/** An option that orders need looks as if it served them, and serves none while it is empty. */
function checkEmpty(
  { neededOptions = {} }: PluginMetadata,
  options: NonNullable<LocatedStep['step']['options']>,
  path: readonly PropertyKey[],
): readonly InputProblem[] {
  const needed = new Set(Object.values(neededOptions).flat());
  return [...needed]
    .filter((name) => isEmptyCollection(options[name]))
    .map((name) => {
      const types = Object.keys(neededOptions).filter((type) => neededOptions[type]?.includes(name));
      return {
        path: pathText([...path, name]),
        message: `Expected at least one entry, found none: fill it in, or remove it if the step has no orders of type ${types.join(', ')}.`,
      };
    });
}

function isEmptyCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
