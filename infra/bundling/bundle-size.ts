import type { Metafile } from 'esbuild';

/** How big a bundle is. */
export interface BundleSize {
  /** Bytes that Node loads before the first invocation: the entry and all that it imports outright. */
  readonly initBytes: number;
  /** Bytes of all files, those for `import()` included. */
  readonly totalBytes: number;
}

/**
 * Adds up the sizes of a bundle's files.
 *
 * @param entry how the path of the entry's output ends
 * @throws TypeError the bundle has no such output
 */
export function bundleSize({ outputs }: Metafile, entry: string): BundleSize {
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
