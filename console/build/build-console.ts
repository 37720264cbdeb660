import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'order-orchestration-console');

/** Where `npm run build` puts the built console in the package, which has neither Vite nor the sources. */
const IN_PACKAGE = fileURLToPath(new URL('../built', import.meta.url));

/** Everything that the built files depend on: the sources, what they import from other folders, and the packages. */
const INPUTS = ['console', 'core', 'blueprint', 'node_modules/.package-lock.json'];

/**
 * Builds the console, unless it has been built from the same sources. The package has it built.
 *
 * @returns the folder with `index.html` and `assets/`, whose names contain hashes of their content
 * @throws Error with the message of Vite, with file and line, if a source does not compile
 */
export async function buildConsole(): Promise<string> {
  if (import.meta.url.endsWith('.js')) return IN_PACKAGE;
  const built = join(CACHE, await hashOfInputs());
  if (await isFolder(built)) return built;
  // Another process may build at the same time: a folder is complete once it has its final name, and the first one wins.
  const temporary = join(CACHE, `building-${randomUUID()}`);
  try {
    await bundle(temporary);
    await rename(temporary, built).catch(async (error: unknown) => {
      if (!(await isFolder(built))) throw error;
    });
    await removeOthers(built);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return built;
}

/** Runs Vite in a process of its own, which takes its memory with it. */
async function bundle(outDir: string): Promise<void> {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const config = join(ROOT, 'console', 'vite.config.ts');
  const args = [vite, 'build', '--config', config, '--outDir', outDir, '--logLevel', 'error'];
  await run(process.execPath, args, { cwd: ROOT, env: { ...process.env, NODE_ENV: 'production' } });
}

async function hashOfInputs(): Promise<string> {
  const files = (await Promise.all(INPUTS.map((input) => filesIn(join(ROOT, input))))).flat().sort();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash('sha256');
  for (const [index, file] of files.entries()) hash.update(`${relative(ROOT, file)}\0`).update(contents[index] ?? '');
  return hash.digest('hex').slice(0, 16);
}

async function filesIn(path: string): Promise<readonly string[]> {
  if (!(await isFolder(path))) return (await stat(path).catch(() => undefined)) === undefined ? [] : [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** Deletes what was built from earlier sources. A running system has its own copy. */
async function removeOthers(kept: string): Promise<void> {
  const others = (await readdir(CACHE)).map((name) => join(CACHE, name));
  const old = others.filter((path) => path !== kept && !path.includes('building-'));
  await Promise.all(old.map((path) => rm(path, { recursive: true, force: true })));
}
