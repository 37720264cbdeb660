import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadOwnPlugins } from '../../project/own-plugins.ts';
import { PACKAGE_ROOT } from '../../project/package-root.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'own-plugins-'));
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
});
afterEach(() => rm(directory, { recursive: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), text);
}

const plugin = (name: string): string =>
  `export const ${name} = { name: '${name}', service: 's', options: {}, effect: 'at-most-once', run: async () => ({ output: {} }) };\n`;

describe('the plugins of a project', () => {
  it('are the folders with a plugin file, in alphabetical order', async () => {
    await write('stamp-book/plugin.mjs', plugin('stampBook'));
    await write('loyalty-points/plugin.js', plugin('loyaltyPoints'));
    await write('shared/dates.js', 'export const today = 1;\n');
    await write('README.md', '# plugins');
    const own = await loadOwnPlugins(directory);
    expect(own.map(({ plugin: { name } }) => name)).toEqual(['loyaltyPoints', 'stampBook']);
    expect(own[0]?.file).toBe(join(directory, 'loyalty-points/plugin.js'));
  });

  it('are none without the folder, and none of this repository, whose plugins the registry lists', async () => {
    expect(await loadOwnPlugins(join(directory, 'none'))).toEqual([]);
    expect(await loadOwnPlugins(join(PACKAGE_ROOT, 'plugins'))).toEqual([]);
  });

  it.each([
    ['exports nothing of its name', 'coffee-card', 'export const other = 1;\n', /found the exports other/],
    ['exports a plugin with another name', 'coffee-card', plugin('coffeeCards'), /found the exports coffeeCards/],
    [
      'exports something else under its name',
      'coffee-card',
      'export const coffeeCard = {};\n',
      /result of definePlugin/,
    ],
    ['has the name of a plugin of the package', 'zuora', plugin('zuora'), /no other plugin has, found "zuora"/],
    ['does not load', 'coffee-card', "import './missing.js';\n", /to load, found .*missing\.js/],
  ])('are refused if a file %s', async (_what, folder, text, message) => {
    await write(`${folder}/plugin.js`, text);
    await expect(loadOwnPlugins(directory)).rejects.toMatchObject({
      name: 'OwnPluginInvalid',
      message: expect.stringMatching(message),
    });
  });
});
