import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Creates the esbuild plugin that says where modules are, because they find files and programs by `import.meta.url`, which in a bundle is
 * the place of the bundle.
 *
 * @param filter of their paths, which end in `.ts` or `.js`
 * @param placeOf returns an expression in JavaScript for the URL of a module; undefined to leave it alone
 */
export function keepPlaces(filter: RegExp, placeOf: (path: string) => string | undefined): Plugin {
  return {
    name: 'keep-places',
    setup(build) {
      build.onLoad({ filter }, async ({ path }) => {
        const place = placeOf(path);
        if (place === undefined) return undefined;
        const source = await readFile(path, 'utf8');
        return { contents: source.replaceAll('import.meta.url', place), loader: path.endsWith('.ts') ? 'ts' : 'js' };
      });
    },
  };
}
