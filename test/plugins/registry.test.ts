import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kebabCase } from '../../core/names.ts';
import { pluginCatalog, plugins } from '../../plugins/registry.ts';

const root = new URL('../../plugins/', import.meta.url);
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'kit')
  .map((entry) => entry.name);

describe('the registry', () => {
  it('lists every folder once, by the name of its plugin', () => {
    expect(plugins.map((plugin) => kebabCase(plugin.name)).sort()).toEqual(folders.sort());
  });

  it.each(plugins.map((plugin) => plugin.name))(
    'has %s as an export of the same name, with a Lambda and a contract test',
    async (name) => {
      const folder = new URL(`${kebabCase(name)}/`, root);
      const exported = (await import(new URL('plugin.ts', folder).href)) as Readonly<Record<string, unknown>>;
      expect(exported[name]).toBe(pluginCatalog().get(name));
      expect(existsSync(new URL(`../lambdas/plugin-handlers/${kebabCase(name)}.ts`, root))).toBe(true);
      expect(existsSync(new URL(`../test/contract/${kebabCase(name)}.test.ts`, root))).toBe(true);
    },
  );

  it('has a summary of one sentence for every plugin, and options that reject unknown names', () => {
    for (const plugin of plugins) {
      expect(plugin.summary).toMatch(/^[A-Z].*\.$/);
      const rejected = plugin.options.safeParse({ endpoint: 'https://example.org', notAnOption: true });
      expect(JSON.stringify(rejected.error?.issues)).toContain('notAnOption');
    }
  });
});
