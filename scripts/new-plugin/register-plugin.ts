import { kebabCase } from '../../core/names.ts';
import { NewPluginRefused } from './plugin-name.ts';

const IMPORT = /^import \{ (\w+) \} from '\.\/([\w-]+)\/plugin\.ts';\n/gm;
const LIST = /(export const plugins: readonly Plugin\[\] = \[)([\w\s,]*)(\];)/;

/**
 * The text of the registry with one more plugin, imports and list in their order.
 *
 * @throws NewPluginRefused the registry does not look as it should, so that nothing can be put in safely
 */
export function registerPlugin(registry: string, name: string): string {
  const imported = [...registry.matchAll(IMPORT)].map(([, plugin = '', folder = '']) => ({ plugin, folder }));
  const listed: readonly string[] = LIST.exec(registry)?.[2]?.match(/\w+/g) ?? [];
  const unlisted = imported.filter(({ plugin }) => !listed.includes(plugin));
  if (imported.length === 0 || imported.length !== listed.length || unlisted.length > 0) {
    throw new NewPluginRefused(
      'Expected plugins/registry.ts to import and to list the same plugins, one each, found otherwise: correct it first.',
    );
  }
  const imports = [...imported, { plugin: name, folder: kebabCase(name) }]
    .toSorted((left, right) => (left.folder < right.folder ? -1 : 1))
    .map(({ folder, plugin }) => `import { ${plugin} } from './${folder}/plugin.ts';\n`);
  const names = [...listed, name].toSorted((left, right) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1));
  const start = registry.search(IMPORT);
  const others = registry.replaceAll(IMPORT, '');
  return `${others.slice(0, start)}${imports.join('')}${others.slice(start)}`.replace(
    LIST,
    (_whole, head: string, _names, tail: string) => `${head}\n${names.map((each) => `  ${each},\n`).join('')}${tail}`,
  );
}
