import { basename, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { FUNCTION_BUNDLING } from '../../blueprint/bundling.ts';
import { bundleOwnPlugins } from '../../project/bundle-own-plugins.ts';
import type { OwnPlugin } from '../../project/own-plugins.ts';
import { singleBuiltIns } from '../../project/single-built-ins.ts';
import { parameterStoreOnly } from './parameter-store-only.ts';

/** Options of `bundleFunctions`. */
export interface BundleFunctionsOptions {
  /** The root of the repository or of the package, absolute. Entries are relative to it. */
  readonly root: string;
  /** The functions. Duplicates are bundled once. */
  readonly functions: readonly { readonly id: string; readonly entry: string }[];
  /** Plugins of the project that uses the package. @default none */
  readonly ownPlugins?: readonly OwnPlugin[];
  /** Folder for the bundles: one folder per function. */
  readonly directory: string;
}

/** The size of a bundle. */
export interface BundleSize {
  /** Bytes that Node loads before the first invocation: the entry and everything that it imports statically. */
  readonly initBytes: number;
  /** Bytes of all files, including those for `import()`. */
  readonly totalBytes: number;
}

/** The bundle of one function. */
export interface FunctionBundle extends BundleSize {
  /** The folder with `index.mjs`, which exports the handler. */
  readonly directory: string;
  /** Names of its files. */
  readonly files: readonly string[];
}

/**
 * Bundles functions for Lambda: minified ES modules without source maps.
 *
 * Each `import()` becomes a separate file, so that a cold start does not load it.
 *
 * @returns the bundles by function id
 * @throws esbuild's BuildFailure, with file and line, if an entry does not exist or does not compile
 */
export async function bundleFunctions({
  root,
  functions,
  ownPlugins = [],
  directory,
}: BundleFunctionsOptions): Promise<ReadonlyMap<string, FunctionBundle>> {
  const entries = new Map(functions.map(({ id, entry }) => [id, entry]));
  return new Map(
    await Promise.all(
      [...entries].map(async ([id, entry]) => {
        const outdir = join(directory, id);
        const { metafile } = await build({
          ...FUNCTION_BUNDLING,
          mainFields: [...FUNCTION_BUNDLING.mainFields],
          absWorkingDir: root,
          entryPoints: [{ in: join(root, entry), out: 'index' }],
          outdir,
          plugins: [parameterStoreOnly, ...bundleOwnPlugins(root, ownPlugins), singleBuiltIns],
          outExtension: { '.js': '.mjs' },
          splitting: true,
          minify: true,
          legalComments: 'none',
          metafile: true,
          logLevel: 'silent',
        });
        return [id, { directory: outdir, files: filesOf(metafile), ...bundleSize(metafile, 'index.mjs') }] as const;
      }),
    ),
  );
}

function filesOf({ outputs }: Metafile): readonly string[] {
  return Object.keys(outputs).map((path) => basename(path));
}

/**
 * Returns the size of a bundle.
 *
 * @param entry the end of the path of the entry's output
 * @throws TypeError the bundle has no such output
 */
function bundleSize({ outputs }: Metafile, entry: string): BundleSize {
  const path = Object.keys(outputs).find((candidate) => candidate.endsWith(entry));
  if (path === undefined)
    throw new TypeError(`Expected a bundle with ${entry}, found ${Object.keys(outputs).join(', ')}.`);
  const loaded = new Set<string>();
  const load = (file: string): void => {
    const output = outputs[file];
    if (output === undefined || loaded.has(file)) return;
    loaded.add(file);
    for (const { kind, path: imported } of output.imports) if (kind === 'import-statement') load(imported);
  };
  load(path);
  const bytesOf = (files: Iterable<string>): number =>
    [...files].reduce((total, file) => total + (outputs[file]?.bytes ?? 0), 0);
  return { initBytes: bytesOf(loaded), totalBytes: bytesOf(Object.keys(outputs)) };
}
