import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadsModules } from '../../../cli/new-plugin/add-plugin.ts';

it('knows whether Node loads the plugins of a project as modules', async () => {
  const root = await mkdtemp(join(tmpdir(), 'add-plugin-'));
  expect(await loadsModules(root)).toBe(false);
  for (const [type, expected] of [
    ['commonjs', false],
    ['module', true],
  ] as const) {
    await writeFile(join(root, 'package.json'), JSON.stringify({ type }));
    expect(await loadsModules(root)).toBe(expected);
  }
  await rm(root, { recursive: true });
});
