import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { kebabCase } from '../core/names.ts';
import type { Plugin } from '../core/plugin/define-plugin.ts';
import { plugins } from '../plugins/registry.ts';

/** A plugin of a project that uses this package. */
export interface OwnPlugin {
  readonly plugin: Plugin;
  /** The file that exports it; absolute. */
  readonly file: string;
}

/** A folder in `plugins/` of a project does not hold a plugin that can be used. The message says what to change. */
export class OwnPluginInvalid extends Error {
  override readonly name = 'OwnPluginInvalid';
}

/** Names of the file with the plugin, in the order in which they are tried. */
const PLUGIN_FILES = ['plugin.ts', 'plugin.js', 'plugin.mjs'];

/**
 * Loads the plugins of a project: one for each folder of `directory` that has a `plugin.ts`, `plugin.js` or `plugin.mjs`.
 *
 * The file exports the plugin under its name, and the folder has that name in kebab case: `loyaltyPoints` in
 * `loyalty-points/plugin.ts`. Other folders, such as one for shared code, are left alone.
 *
 * @param directory absolute; none are loaded if it does not exist
 * @throws OwnPluginInvalid the file exports no plugin of that name, or the name is that of a plugin of this package
 */
export async function loadOwnPlugins(directory: string): Promise<readonly OwnPlugin[]> {
  const folders = await readFolders(directory);
  const files = await Promise.all(folders.map((folder) => pluginFileIn(join(directory, folder))));
  const own = files.filter((file) => file !== undefined).toSorted();
  return Promise.all(own.map(loadPlugin));
}

/** Whether a folder of plugins is that of this package or repository, whose plugins the registry lists. */
export function isOfThisPackage(directory: string): boolean {
  return pathToFileURL(`${directory}/`).href === new URL('../plugins/', import.meta.url).href;
}

async function readFolders(directory: string): Promise<readonly string[]> {
  if (isOfThisPackage(directory)) return [];
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name);
}

async function pluginFileIn(folder: string): Promise<string | undefined> {
  const files: readonly string[] = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return [];
    throw error;
  });
  const name = PLUGIN_FILES.find((candidate) => files.includes(candidate));
  return name === undefined ? undefined : join(folder, name);
}

async function loadPlugin(file: string): Promise<OwnPlugin> {
  const exported = await exportsOf(file);
  const folder = file.split(/[\\/]/).at(-2) ?? '';
  const name = Object.keys(exported).find((key) => kebabCase(key) === folder);
  const plugin = name === undefined ? undefined : exported[name];
  if (!isPlugin(plugin) || plugin.name !== name)
    throw new OwnPluginInvalid(
      `Expected ${file} to export a plugin under its own name, which is that of the folder in camel case, found the exports ${Object.keys(exported).join(', ') || '(none)'}: export the result of definePlugin.`,
    );
  if (plugins.some((other) => kebabCase(other.name) === folder))
    throw new OwnPluginInvalid(
      `Expected a name that no other plugin has, found "${name}" in ${file}: give the plugin and its folder another name.`,
    );
  return { plugin, file };
}

async function exportsOf(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    const found = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const hint =
      cause instanceof SyntaxError ? ' The package.json of a project with plugins needs "type": "module".' : '';
    throw new OwnPluginInvalid(`Expected ${file} to load, found ${found}.${hint}`, { cause });
  }
}

function isPlugin(value: unknown): value is Plugin {
  if (typeof value !== 'object' || value === null) return false;
  const { effect, name, options, run, service } = value as Partial<Plugin>;
  const isNamed = typeof name === 'string' && typeof service === 'string';
  return isNamed && typeof run === 'function' && options !== undefined && effect !== undefined;
}
