import { basename, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { kebabCase } from '../core/names.ts';
import type { OwnPlugin } from './own-plugins.ts';

/** Namespace of the generated handlers. */
const HANDLERS = 'own-plugin-handler';

/**
 * Creates the esbuild plugin that puts the plugins of a project into the functions: each has a function as the plugins of this
 * package do, and the functions that need every plugin find it in the catalog.
 *
 * @param root the folder that entries are relative to: of this repository, or of the package
 * @returns no plugin if the project has none of its own
 */
export function bundleOwnPlugins(root: string, own: readonly OwnPlugin[]): Plugin[] {
  if (own.length === 0) return [];
  const byFolder = new Map(own.map((each) => [kebabCase(each.plugin.name), each]));
  return [
    {
      name: 'own-plugins',
      setup(build) {
        build.onResolve({ filter: /plugin-handlers[\\/][^\\/]+$/ }, ({ kind, path }) =>
          kind === 'entry-point' && byFolder.has(basename(path))
            ? { path: basename(path), namespace: HANDLERS }
            : undefined,
        );
        build.onLoad({ filter: /.*/, namespace: HANDLERS }, ({ path }) => {
          const plugin = byFolder.get(path);
          return plugin && { contents: handlerOf(plugin), loader: 'js', resolveDir: root };
        });
        build.onLoad({ filter: /own-plugins\.[jt]s$/ }, ({ path }) =>
          path.startsWith(join(root, 'plugins', 'own-plugins.'))
            ? { contents: listOf(own), loader: 'js', resolveDir: root }
            : undefined,
        );
      },
    },
  ];
}

function handlerOf({ file, plugin }: OwnPlugin): string {
  return `import { ${plugin.name} } from ${JSON.stringify(file)};
import { createStepHandler } from './lambdas/step-host/create-step-handler';
export const handler = createStepHandler(${plugin.name});
`;
}

function listOf(own: readonly OwnPlugin[]): string {
  const imports = own.map(({ file, plugin }) => `import { ${plugin.name} } from ${JSON.stringify(file)};\n`);
  return `${imports.join('')}export const ownPlugins = [${own.map(({ plugin }) => plugin.name).join(', ')}];\n`;
}
