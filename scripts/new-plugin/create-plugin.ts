import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pluginFiles } from './plugin-files.ts';
import { checkPluginNames, NewPluginRefused, type PluginNames } from './plugin-name.ts';
import { registerPlugin } from './register-plugin.ts';

/**
 * Writes the files of a new plugin, and its line in the registry last, so that a half-made plugin is not registered.
 *
 * @param root the repository's root
 * @returns the paths that were written, from the root
 * @throws NewPluginRefused nothing was written, and why
 */
export async function createPlugin(root: string, names: PluginNames): Promise<readonly string[]> {
  const folders = await readdir(join(root, 'plugins'), { withFileTypes: true });
  checkPluginNames(
    names,
    folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name),
  );
  const files = pluginFiles(names);
  for (const path of Object.keys(files)) {
    if (await exists(join(root, path)))
      throw new NewPluginRefused(`Expected no file ${path}, found one: choose another name.`);
  }
  const registry = join(root, 'plugins/registry.ts');
  const registered = registerPlugin(await readFile(registry, 'utf8'), names.name);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text, { flag: 'wx' });
  }
  await writeFile(registry, registered);
  return [...Object.keys(files), 'plugins/registry.ts'];
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
