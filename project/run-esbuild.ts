import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { type FileRecords, recordFiles } from './file-records.ts';

/** Says which version of esbuild is installed. */
const ESBUILD = createRequire(import.meta.url).resolve('esbuild/package.json');

/** The modules here that change what esbuild makes of a source. */
const SHAPED_BY = ['bundle-own-plugins', 'keep-places', 'single-built-ins'].map((name) =>
  fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url)),
);

/** Builds of this process that are running: tests start several systems at a time, and all of them share one esbuild. */
let running = 0;

/**
 * Runs esbuild, and ends its process after that: it would hold 250 MB for as long as the system runs.
 *
 * @param caller URL of the module that calls this: how it bundles counts as well
 * @returns records of what the result depends on, by their paths from `absWorkingDir`: sources, the `package.json` of packages, and the modules
 *   that say how to bundle
 * @throws esbuild's BuildFailure
 */
export async function runEsbuild(
  options: BuildOptions & { readonly absWorkingDir: string },
  caller: string,
): Promise<FileRecords> {
  const root = options.absWorkingDir;
  const began = Date.now();
  const { build, stop } = await import('esbuild');
  running += 1;
  try {
    const { metafile } = await build({ ...options, metafile: true });
    const sources = new Set(Object.keys(metafile.inputs).flatMap(sourceOf));
    const records = recordFiles(root, [ESBUILD, ...SHAPED_BY, fileURLToPath(caller), ...sources]);
    // What somebody changed meanwhile may be in the result as it was before: its record is that of no content.
    const changed = Object.keys(records).filter((path) => changedAt(resolve(root, path)) > began);
    return { ...records, ...Object.fromEntries(changed.map((path) => [path, { state: 'changed', hash: 'changed' }])) };
  } finally {
    running -= 1;
    if (running === 0) await stop();
  }
}

/** Returns the file that says whether an input has changed; none for a generated one. */
function sourceOf(input: string): readonly string[] {
  if (/^[\w-]{2,}:/.test(input)) return [];
  const inPackage = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
  return [inPackage === undefined ? input : `${inPackage}/package.json`];
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? 0;
}
