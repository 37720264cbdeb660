import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { areEqual, type FileRecords, readJson, recordFiles, writeWhole } from '../../project/file-records.ts';

const run = promisify(execFile);

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'order-orchestration-console');

/** Where `npm run build` puts the built console in the package, which has neither Vite nor the sources. */
const IN_PACKAGE = fileURLToPath(new URL('../built', import.meta.url));

/** What the inputs were like at the last build or start. */
const RECORDS = join(CACHE, 'inputs.json');

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
  const built = join(CACHE, hashOfInputs());
  if (isFolder(built)) return built;
  // Another process may build at the same time: a folder is complete once it has its final name, and the first one wins.
  const temporary = join(CACHE, `building-${randomUUID()}`);
  try {
    await bundle(temporary);
    await rename(temporary, built).catch(async (error: unknown) => {
      if (!isFolder(built)) throw error;
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

function hashOfInputs(): string {
  const known = (readJson(RECORDS) ?? {}) as FileRecords;
  const records = recordFiles(ROOT, INPUTS.flatMap(filesIn).sort(), known);
  if (!areEqual(records, known)) {
    mkdirSync(CACHE, { recursive: true });
    writeWhole(RECORDS, JSON.stringify(records));
  }
  const hash = createHash('sha256');
  for (const [path, record] of Object.entries(records)) hash.update(`${path}\0${record.hash}\0`);
  return hash.digest('hex').slice(0, 16);
}

/** @returns paths from the root */
function filesIn(input: string): readonly string[] {
  const path = join(ROOT, input);
  if (!isFolder(path)) return [input];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Deletes what was built from earlier sources. A running system has its own copy. */
async function removeOthers(kept: string): Promise<void> {
  const others = (await readdir(CACHE)).map((name) => join(CACHE, name));
  const old = others.filter((path) => path !== kept && path !== RECORDS && !path.includes('building-'));
  await Promise.all(old.map((path) => rm(path, { recursive: true, force: true })));
}
