import type { InputProblem } from '../input-problems.ts';
import { pathText } from '../input-problems.ts';
import type { PluginCatalog } from '../plugin/define-plugin.ts';
import { connectionOf } from '../plugin/step-traits.ts';
import { buildSequences } from './build-sequences.ts';
import type { TenantConfig } from './tenant-config.ts';

/**
 * Checks that each connection of a tenant file is used, and that orders can wait where its calls are limited.
 *
 * @param config a file whose steps are correct
 */
export function checkConnections(config: TenantConfig, catalog: PluginCatalog): readonly InputProblem[] {
  const steps = buildSequences(config, catalog)
    .flatMap((sequence) => sequence.steps)
    .flatMap((step) => {
      const plugin = catalog.get(step.name);
      return plugin === undefined ? [] : [{ step, connection: connectionOf(plugin, step.options) }];
    });
  const known = [...new Set(steps.flatMap(({ connection }) => connection ?? []))].toSorted();
  return Object.entries(config.connections).flatMap(([name, { concurrency }]): InputProblem[] => {
    const own = steps.filter(({ connection }) => connection === name).map(({ step }) => step);
    const problem = (field: readonly string[], message: string) => ({
      path: pathText(['connections', name, ...field]),
      message,
    });
    if (own.length === 0)
      return [
        problem([], `Expected the connection of a step (${known.join(', ') || 'none has one'}), found "${name}".`),
      ];
    if (concurrency === undefined) return [];
    const plugins = new Set(own.map((step) => step.name)).size;
    const hasty = own.find((step) => step.critical && step.patience === undefined);
    return [
      ...(concurrency < plugins
        ? [
            problem(
              ['concurrency'],
              `Expected at least ${plugins}, one for each plugin that uses ${name}, found ${concurrency}.`,
            ),
          ]
        : []),
      ...(hasty === undefined
        ? []
        : [
            problem(
              ['concurrency'],
              `Expected patience for step "${hasty.id}": an order that meets the limit waits for its turn. Set "patience" of the connection.`,
            ),
          ]),
    ];
  });
}
