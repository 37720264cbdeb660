import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { FUNCTION_BUNDLING } from '../blueprint/bundling.ts';
import { FUNCTION_MEMORY_MB } from '../blueprint/functions/define-function.ts';
import { recordFiles } from '../project/file-records.ts';
import { keepPlaces } from '../project/keep-places.ts';
import { PACKAGE_ROOT } from '../project/package-root.ts';
import { runEsbuild } from '../project/run-esbuild.ts';
import { singleBuiltIns } from '../project/single-built-ins.ts';
import { PROGRAMS, type ProgramName, programFile, RECORD, writeRecord } from './start-programs.ts';

/** The programs that are compiled; their extensions are those of the sources. */
const ENTRIES: Readonly<Record<ProgramName, string>> = {
  start: fileURLToPath(new URL('./run-start', import.meta.url)),
  thread: fileURLToPath(new URL('../embedded/lambda/runtime-client', import.meta.url)),
};

/** Compiles the programs for the next start. @param directory created if it does not exist */
export async function compileStart(directory: string): Promise<void> {
  const folder: string = randomUUID();
  const read = await runEsbuild(
    {
      ...FUNCTION_BUNDLING,
      mainFields: [...FUNCTION_BUNDLING.mainFields],
      absWorkingDir: PACKAGE_ROOT,
      entryPoints: ENTRIES,
      outdir: join(directory, folder),
      outExtension: { '.js': '.mjs' },
      plugins: [keepSources, keepPackages, singleBuiltIns],
      logLevel: 'silent',
    },
    import.meta.url,
  );
  // They count as well: a power failure can lose what was just written, and anyone may empty a cache.
  const written = PROGRAMS.map((name) => programFile(directory, folder, name));
  const inputs = { ...read, ...recordFiles(PACKAGE_ROOT, written) };
  writeRecord(directory, { root: PACKAGE_ROOT, folder, threadMemoryMb: FUNCTION_MEMORY_MB, inputs });
  const others = (await readdir(directory)).filter((name) => name !== folder && name !== RECORD);
  await Promise.all(others.map((name) => rm(join(directory, name), { recursive: true, force: true })));
}

const keepSources = keepPlaces(/\.[jt]s$/, (path) =>
  path.slice(PACKAGE_ROOT.length).includes('node_modules') ? undefined : JSON.stringify(pathToFileURL(path).href),
);

/** esbuild finds its own program by its place; oidc-provider is a third of the text of everything, and runs only when somebody signs in. */
const keepPackages: Plugin = {
  name: 'keep-packages',
  setup(build) {
    build.onResolve({ filter: /^(esbuild|oidc-provider)$/ }, ({ path }) => ({
      path: import.meta.resolve(path),
      external: true,
    }));
  },
};
