import { parseExpression } from '../expression/expression.ts';
import type { PluginCatalog, PluginMetadata } from '../plugin/define-plugin.ts';
import { checkText } from './check-text.ts';
import type { ConfigProblem } from './config-problem.ts';
import type { LocatedStep } from './locate-steps.ts';
import { pathText, schemaProblems } from './schema-problems.ts';

/** Checks one step against its plugin: name, service, options, expressions, and what may not stand in options. */
export function checkStep({ path, phase, step }: LocatedStep, catalog: PluginCatalog): readonly ConfigProblem[] {
  const at = (...keys: PropertyKey[]) => pathText([...path, ...keys]);
  const plugin = catalog.get(step.name);
  return [
    ...(plugin === undefined
      ? [{ path: at('name'), message: unknownPlugin(step.name, catalog) }]
      : checkAgainst(plugin, { path, phase, step })),
    ...(phase === 'postProcess' && step.critical
      ? [
          {
            path: at('critical'),
            message:
              'Expected false, found true: the order is complete before post-process begins, so nothing there can stop it.',
          },
        ]
      : []),
    ...(['when', 'select'] as const).flatMap((field) => checkExpression(step[field], at(field))),
    ...checkText(step.options, [...path, 'options']),
  ];
}

function unknownPlugin(name: string, catalog: PluginCatalog): string {
  return `Expected one of ${[...catalog.keys()].join(', ')}, found "${name}": no such plugin is registered.`;
}

function checkAgainst(plugin: PluginMetadata, { path, step }: LocatedStep): ConfigProblem[] {
  const options = plugin.options.safeParse(step.options);
  return [
    ...(step.service !== undefined && step.service !== plugin.service
      ? [
          {
            path: pathText([...path, 'service']),
            message: `Expected "${plugin.service}", the service of ${plugin.name}, found "${step.service}".`,
          },
        ]
      : []),
    ...(options.success ? [] : schemaProblems(options.error, [...path, 'options'])),
  ];
}

function checkExpression(text: string | undefined, path: string): ConfigProblem[] {
  if (text === undefined) return [];
  try {
    parseExpression(text);
    return [];
  } catch (error) {
    return [{ path, message: error instanceof Error ? error.message : String(error) }];
  }
}
