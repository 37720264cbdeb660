import { parseExpression } from '../expression/expression.ts';
import type { PluginCatalog, PluginMetadata } from '../plugin/define-plugin.ts';
import { criticalInPostProcess } from './check-overrides.ts';
import { checkReplacedText } from './check-replaced-text.ts';
import { checkSecrets } from './check-secrets.ts';
import type { ConfigProblem } from './config-problem.ts';
import type { LocatedStep } from './locate-steps.ts';
import { pathText, schemaProblems } from './schema-problems.ts';
import { walkJson } from './walk-json.ts';

/** Checks one step against its plugin: name, service, options, expressions, and what may not stand in options. */
export function checkStep(located: LocatedStep, catalog: PluginCatalog): readonly ConfigProblem[] {
  const { path, phase, step } = located;
  const plugin = catalog.get(step.name);
  return [
    ...(plugin === undefined ? checkUnknown(located, catalog) : checkAgainst(plugin, located)),
    ...(phase === 'postProcess' && step.critical === true ? [criticalInPostProcess([...path, 'critical'])] : []),
    ...(['when', 'select'] as const).flatMap((field) => checkExpression(step[field], [...path, field])),
    ...checkReplacedText(step.options ?? {}, [...path, 'options']),
  ];
}

function checkUnknown({ path, step }: LocatedStep, catalog: PluginCatalog): readonly ConfigProblem[] {
  const unknown = {
    path: pathText([...path, 'name']),
    message: `Expected one of ${[...catalog.keys()].join(', ')}, found "${step.name}": no such plugin is registered.`,
  };
  return [...(step.name === '' ? [] : [unknown]), ...checkSecrets(step.options ?? {}, [...path, 'options'], [])];
}

function checkAgainst(plugin: PluginMetadata, { path, step }: LocatedStep): readonly ConfigProblem[] {
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
): readonly ConfigProblem[] {
  const parsed = plugin.options.safeParse(options);
  return parsed.success
    ? [...checkSecrets(options, path, plugin.secrets?.(parsed.data) ?? []), ...checkExpressions(plugin, options, path)]
    : [...schemaProblems(parsed.error, path), ...checkSecrets(options, path, [])];
}

function checkExpressions(
  { expressions = [] }: PluginMetadata,
  options: NonNullable<LocatedStep['step']['options']>,
  path: readonly PropertyKey[],
): readonly ConfigProblem[] {
  return expressions.flatMap((name) => {
    const texts = walkJson(options[name] ?? null, [...path, name]).filter(({ value }) => typeof value === 'string');
    return texts.flatMap((text) => checkExpression(String(text.value), text.path));
  });
}

function checkExpression(text: string | undefined, path: readonly PropertyKey[]): readonly ConfigProblem[] {
  if (text === undefined || text === '') return [];
  try {
    parseExpression(text);
    return checkReplacedText(text, path);
  } catch (error) {
    return [{ path: pathText(path), message: error instanceof Error ? error.message : String(error) }];
  }
}
