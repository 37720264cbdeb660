import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { plugins } from '../../plugins/registry.ts';
import { projectFiles } from './plugin-files.ts';
import { checkPluginNames, NewPluginRefused, type PluginNames } from './plugin-name.ts';

/**
 * Writes the files of a new plugin into a project that uses the package, which finds it by its folder.
 *
 * @param root the project's root
 * @returns the paths that it wrote, relative to the root
 * @throws NewPluginRefused the plugin cannot be created, and nothing was written
 */
export async function addPlugin(root: string, names: PluginNames): Promise<readonly string[]> {
  const own = await readdir(join(root, 'plugins')).catch(() => []);
  checkPluginNames(names, [...plugins.map(({ name }) => name), ...own]);
  const files = projectFiles(names);
  for (const path of Object.keys(files)) await refuseExisting(root, path);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text, { flag: 'wx' });
  }
  return Object.keys(files);
}

const packageSchema = z.object({ type: z.literal('module') });

/**
 * Returns whether Node loads the plugins of a project as they are written: its `package.json` says that they are modules.
 *
 * @param root the project's root
 */
export async function loadsModules(root: string): Promise<boolean> {
  try {
    return packageSchema.safeParse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))).success;
  } catch {
    return false;
  }
}

/** @throws NewPluginRefused the file exists */
export async function refuseExisting(root: string, path: string): Promise<void> {
  const exists = await access(join(root, path)).then(
    () => true,
    () => false,
  );
  if (exists) throw new NewPluginRefused(`The file ${path} already exists: choose another name.`);
}
