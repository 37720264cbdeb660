import { pathToFileURL } from 'node:url';
import { pluginFunctionId } from '../../blueprint/functions/function-ids.ts';
import type { OwnPlugin } from '../../project/own-plugins.ts';
import type { Bundles } from '../lambda/bundle-functions.ts';
import type { Preload } from '../lambda/spare-threads.ts';

/**
 * Returns what threads can load before the environments of functions are known: the modules of each bundle.
 *
 * Not those of a project's own plugins, whose modules may read their environment.
 *
 * @param ids the functions
 */
export function preloadsOf(
  ids: readonly string[],
  { fileOf, compileCache }: Pick<Bundles, 'fileOf' | 'compileCache'>,
  ownPlugins: readonly OwnPlugin[],
): readonly Preload[] {
  const own = new Set(ownPlugins.map(({ plugin }) => pluginFunctionId(plugin.name)));
  const byFile = Map.groupBy(
    ids.filter((id) => !own.has(id)),
    fileOf,
  );
  return Array.from(byFile, ([file, functions]) => ({ module: pathToFileURL(file).href, functions, compileCache }));
}
