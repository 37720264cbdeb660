import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProject } from '../../cli/new-project/create-project.ts';
import { newProject } from '../../cli/new-project.ts';
import { API_KEY } from '../../examples/loyalty/plugins/loyalty-points/stand-in.ts';
import { testTerminal } from '../embedded/cli/test-terminal.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'new-project-'));
});
afterEach(() => rm(root, { recursive: true }));

const read = (path: string) => readFile(join(root, path), 'utf8');
const packageJson = async () => JSON.parse(await read('package.json')) as Readonly<Record<string, unknown>>;

describe('a new project', () => {
  it('has a tenant, a plugin with its contract test, scripts, a workflow and a page that says what to do', async () => {
    const written = await createProject(root);
    expect((await readdir(root)).toSorted()).toEqual(
      ['.github', '.gitignore', 'README.md', 'cdk.json', 'package.json', 'plugins', 'tenants'].toSorted(),
    );
    for (const path of written) expect(written.filter((other) => other === path)).toHaveLength(1);
    expect(await readdir(join(root, 'plugins/loyalty-points'))).toEqual(
      expect.arrayContaining(['plugin.ts', 'plugin.test.ts', 'stand-in.ts']),
    );
    expect(JSON.parse(await read('tenants/shop.json'))).toMatchObject({ tenant: 'shop' });
    expect(await packageJson()).toMatchObject({ private: true, type: 'module', scripts: { test: 'vitest run' } });
    expect(await read('.gitignore')).toContain('.data/');
    expect(await read('README.md')).toContain(API_KEY);
    for (const script of (await read('.github/workflows/ci.yml')).matchAll(/npm run (\w+)/g))
      expect(await packageJson()).toHaveProperty(`scripts.${script[1]}`);
  });

  it('keeps what package.json has: dependencies and scripts, but not that there are no tests', async () => {
    const before = {
      name: 'acme',
      dependencies: { 'order-orchestration-framework': 'file:../framework.tgz' },
      scripts: { start: 'node server.js', test: 'echo "Error: no test specified" && exit 1' },
    };
    await writeFile(join(root, 'package.json'), JSON.stringify(before));
    await createProject(root);
    expect(await packageJson()).toMatchObject({
      name: 'acme',
      dependencies: before.dependencies,
      scripts: { start: 'node server.js', test: 'vitest run', check: 'order-orchestration check shop' },
    });
  });

  it('is refused in a folder that holds one of its files, such as that of a project, and writes nothing', async () => {
    await createProject(root);
    await expect(createProject(root)).rejects.toMatchObject({
      name: 'NewProjectRefused',
      message: expect.stringContaining('found tenants, plugins, cdk.json, .gitignore'),
    });
    await rm(join(root, 'README.md'));
    await expect(createProject(root)).rejects.toMatchObject({ name: 'NewProjectRefused' });
    expect(await readdir(root)).not.toContain('README.md');
  });

  it('is refused in this repository, with exit code 1', async () => {
    const terminal = testTerminal({});
    expect(await newProject([], terminal)).toBe(1);
    await expect(newProject(['somewhere'], terminal)).rejects.toMatchObject({ name: 'UsageError' });
  });
});
