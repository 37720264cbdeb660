import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { kebabCase } from '../../core/names.ts';
import { refuseExisting } from './add-plugin.ts';
import { pluginFiles } from './plugin-files.ts';
import { checkPluginNames, NewPluginRefused, type PluginNames } from './plugin-name.ts';

const IMPORT = /^import \{ (\w+) \} from '\.\/([\w-]+)\/plugin\.ts';\n/gm;
// Biome sorts the imports of plugins together with that of the plugins of a project.
const OWN_IMPORT = /^import .* from '\.\/(.*)';\n/gm;
const LIST = /(export const plugins: readonly Plugin\[\] = \[)([\w\s,]*)(\];)/;

/**
 * Writes the files of a new plugin. Registers it last, so that an incomplete plugin is never registered.
 *
 * @param root the repository's root
 * @returns the paths that it wrote, relative to the root
 * @throws NewPluginRefused the plugin cannot be created, and nothing was written
 */
export async function createPlugin(root: string, names: PluginNames): Promise<readonly string[]> {
  const folders = await readdir(join(root, 'plugins'), { withFileTypes: true });
  checkPluginNames(
    names,
    folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name),
  );
  const files = pluginFiles(names);
  for (const path of Object.keys(files)) await refuseExisting(root, path);
  const registry = join(root, 'plugins/registry.ts');
  const registered = registerPlugin(await readFile(registry, 'utf8'), names.name);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text, { flag: 'wx' });
  }
  await writeFile(registry, registered);
  return [...Object.keys(files), 'plugins/registry.ts'];
}

/**
 * Adds a plugin to the text of the registry, with its imports and its list sorted.
 *
 * @throws NewPluginRefused the registry has an unexpected form, so that it is not safe to edit
 */
function registerPlugin(registry: string, name: string): string {
  const imported = [...registry.matchAll(IMPORT)].map(([, plugin = '', folder = '']) => ({ plugin, folder }));
  const listed: readonly string[] = LIST.exec(registry)?.[2]?.match(/\w+/g) ?? [];
  const unlisted = imported.filter(({ plugin }) => !listed.includes(plugin));
  if (imported.length === 0 || imported.length !== listed.length || unlisted.length > 0) {
    throw new NewPluginRefused(
      'Expected plugins/registry.ts to import and list each plugin once, found that the imports and the list differ: correct them first.',
    );
  }
  const imports = [...imported, { plugin: name, folder: kebabCase(name) }]
    .map(({ folder, plugin }) => `import { ${plugin} } from './${folder}/plugin.ts';\n`)
    .concat(registry.replaceAll(IMPORT, '').match(OWN_IMPORT) ?? [])
    .toSorted((left, right) => (pathIn(left) < pathIn(right) ? -1 : 1));
  const names = [...listed, name].toSorted((left, right) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1));
  const start = registry.search(IMPORT);
  const others = registry.replaceAll(OWN_IMPORT, '');
  return `${others.slice(0, start)}${imports.join('')}${others.slice(start)}`.replace(
    LIST,
    (_whole, head: string, _names, tail: string) => `${head}\n${names.map((each) => `  ${each},\n`).join('')}${tail}`,
  );
}

function pathIn(line: string): string {
  return line.slice(line.indexOf("'./"));
}
