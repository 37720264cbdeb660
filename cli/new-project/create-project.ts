import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { PACKAGE_ROOT } from '../../project/package-root.ts';
import { EXAMPLE_PARTS, PACKAGE_JSON, PROJECT_FILES } from './project-files.ts';

/** The folder holds something that a new project would replace; the message names it. Nothing was written. */
export class NewProjectRefused extends Error {
  override readonly name = 'NewProjectRefused';
}

/** npm writes this script into every new package.json. */
const NO_TEST = 'echo "Error: no test specified" && exit 1';

const packageSchema = z.looseObject({ scripts: z.record(z.string(), z.string()).default({}) });

/**
 * Writes a project into a folder, which may hold a `package.json` and installed packages. What `package.json` has stays, apart from its type.
 *
 * @returns the paths that it wrote, relative to the folder
 * @throws NewProjectRefused the folder holds one of the others
 */
export async function createProject(root: string): Promise<readonly string[]> {
  const paths = [...EXAMPLE_PARTS, ...Object.keys(PROJECT_FILES)];
  const found = paths.filter((path) => existsSync(join(root, path)));
  if (found.length > 0)
    throw new NewProjectRefused(
      `Expected a folder without ${paths.join(', ')}, found ${found.join(', ')}: use an empty folder. Nothing was written.`,
    );
  const packageJson = await packageJsonOf(root);
  for (const part of EXAMPLE_PARTS)
    await cp(join(PACKAGE_ROOT, 'examples/loyalty', part), join(root, part), { recursive: true });
  for (const [path, text] of Object.entries(PROJECT_FILES)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text, { flag: 'wx' });
  }
  await writeFile(join(root, 'package.json'), packageJson);
  return [...paths, 'package.json'];
}

async function packageJsonOf(root: string): Promise<string> {
  const text = await readFile(join(root, 'package.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const { scripts, ...before } = packageSchema.parse(JSON.parse(text));
  const { test, ...others } = scripts;
  const own = test === undefined || test === NO_TEST ? others : scripts;
  return `${JSON.stringify({ ...before, ...PACKAGE_JSON, scripts: { ...PACKAGE_JSON.scripts, ...own } }, null, 2)}\n`;
}
