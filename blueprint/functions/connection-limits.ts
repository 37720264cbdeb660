import type { ConnectionSettingsByName } from '../../core/connections/connection-settings.ts';
import type { PluginCatalog } from '../../core/plugin/define-plugin.ts';
import { connectionOf } from '../../core/plugin/step-traits.ts';
import type { SequenceStep } from '../../core/sequence/sequence.ts';

type LimitedStep = Pick<SequenceStep, 'name' | 'options'>;

/**
 * Returns how many instances the function of a plugin may have, so that all functions of a connection together make no more calls at a time
 * than its `concurrency`; undefined if no connection that it uses has one.
 *
 * The limit is split by the number of steps that use the connection, and each function gets at least one. A function that uses several
 * connections keeps to the smallest share, because any of its instances may call any of them.
 *
 * @param steps the steps of all sequences
 */
export function connectionLimitOf(
  plugin: string,
  steps: readonly LimitedStep[],
  connections: ConnectionSettingsByName,
  catalog: PluginCatalog,
): number | undefined {
  const used = new Set(steps.filter(({ name }) => name === plugin).map((step) => connectionIn(step, catalog)));
  const shares = [...used].flatMap((name) => {
    const { concurrency } = connections[name ?? ''] ?? {};
    return name === undefined || concurrency === undefined ? [] : shareOf(plugin, name, concurrency, steps, catalog);
  });
  return shares.length === 0 ? undefined : Math.min(...shares);
}

/** Each function gets one instance, and its part of the others, rounded down. */
function shareOf(
  plugin: string,
  connection: string,
  concurrency: number,
  steps: readonly LimitedStep[],
  catalog: PluginCatalog,
): number {
  const users = steps.filter((step) => connectionIn(step, catalog) === connection).map(({ name }) => name);
  const plugins = new Set(users).size;
  const own = users.filter((name) => name === plugin).length;
  return 1 + Math.floor((Math.max(0, concurrency - plugins) * own) / users.length);
}

function connectionIn({ name, options }: LimitedStep, catalog: PluginCatalog): string | undefined {
  const plugin = catalog.get(name);
  return plugin === undefined ? undefined : connectionOf(plugin, options);
}
