import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import {
  areEqual,
  type FileRecords,
  haveSameContent,
  readJson,
  recordFiles,
  writeWhole,
} from '../project/file-records.ts';
import { keepPlaces } from '../project/keep-places.ts';
import { PACKAGE_ROOT } from '../project/package-root.ts';

/** The programs that are compiled; their extensions are those of the sources. */
const ENTRIES = {
  start: fileURLToPath(new URL('./run-start', import.meta.url)),
  thread: fileURLToPath(new URL('../embedded/lambda/runtime-client', import.meta.url)),
};

/** The compiled programs, and what they were made from. */
interface StartRecord {
  /** Folder of the sources: the programs name files by their places. */
  readonly root: string;
  /** Name of the folder with the programs. */
  readonly folder: string;
  readonly threadMemoryMb: number;
  /** The sources, and the programs themselves. */
  readonly inputs: FileRecords;
}

/** The compiled programs of a start. */
export interface StartPrograms {
  /** URL of the module with `runStart`: one file, which Node loads in half the time of eight hundred modules. */
  readonly start: URL;
  /** URL of the program of a thread for functions. */
  readonly thread: URL;
  /** Limit of the heap of such a thread. */
  readonly threadMemoryMb: number;
}

/**
 * Returns the compiled programs of a start.
 *
 * @param directory where `compileStart` keeps them
 * @returns undefined if there are none, or a source or a program has changed since
 */
export function currentPrograms(directory: string): StartPrograms | undefined {
  const record = readRecord(directory);
  if (record?.root !== PACKAGE_ROOT) return undefined;
  const inputs = recordFiles(PACKAGE_ROOT, Object.keys(record.inputs), record.inputs);
  if (!haveSameContent(inputs, record.inputs)) return undefined;
  if (!areEqual(inputs, record.inputs)) writeRecord(directory, { ...record, inputs });
  const urlOf = (name: keyof typeof ENTRIES): URL => pathToFileURL(join(directory, record.folder, `${name}.mjs`));
  return { start: urlOf('start'), thread: urlOf('thread'), threadMemoryMb: record.threadMemoryMb };
}

/** Compiles the programs for the next start. @param directory created if it does not exist */
export async function compileStart(directory: string): Promise<void> {
  const [{ runEsbuild }, { FUNCTION_BUNDLING }, { FUNCTION_MEMORY_MB }] = await Promise.all([
    import('../project/run-esbuild.ts'),
    import('../blueprint/bundling.ts'),
    import('../blueprint/functions/define-function.ts'),
  ]);
  const folder: string = randomUUID();
  const read = await runEsbuild({
    ...FUNCTION_BUNDLING,
    mainFields: [...FUNCTION_BUNDLING.mainFields],
    absWorkingDir: PACKAGE_ROOT,
    entryPoints: ENTRIES,
    outdir: join(directory, folder),
    outExtension: { '.js': '.mjs' },
    plugins: [keepSources, keepPackages, loadBuiltInsLater],
    logLevel: 'silent',
  });
  // They count as well: a power failure can lose what was just written, and anyone may empty a cache. So does how they were made.
  const written = Object.keys(ENTRIES).map((name) => join(directory, folder, `${name}.mjs`));
  const inputs = { ...read, ...recordFiles(PACKAGE_ROOT, [...written, fileURLToPath(import.meta.url)]) };
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

/**
 * One file would load the modules of Node that any part of it imports, and each with its lazy exports. These modules take what is imported
 * from them, when the part that imports it begins.
 */
const loadBuiltInsLater: Plugin = {
  name: 'load-built-ins-later',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'built-in' }));
    build.onLoad({ filter: /.*/, namespace: 'built-in' }, ({ path }) => {
      const names = Object.keys(process.getBuiltinModule(path) ?? {}).filter(
        (name) => /^[A-Za-z_]\w*$/.test(name) && name !== 'default',
      );
      return {
        contents: [
          `const module = process.getBuiltinModule(${JSON.stringify(path)});`,
          'export default module;',
          ...names.map((name) => `export const ${name} = /* @__PURE__ */ (() => module.${name})();`),
        ].join('\n'),
      };
    });
  },
};

const RECORD = 'programs.json';

/** The record is our own and written as a whole, so its shape is not checked: zod would be most of what a start loads until here. */
const readRecord = (directory: string): StartRecord | undefined =>
  readJson(join(directory, RECORD)) as StartRecord | undefined;

const writeRecord = (directory: string, record: StartRecord): void =>
  writeWhole(join(directory, RECORD), JSON.stringify(record));
