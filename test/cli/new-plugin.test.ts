import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = [
  ...['blueprint', 'cli', 'contract', 'core', 'embedded', 'plugins', 'lambdas', 'project', 'sandbox'],
  ...['test/contract', 'test/helpers', 'test/plugins'],
];
const SETTINGS = [
  'package.json',
  'biome.json',
  '.gitignore',
  'tsconfig.json',
  'vitest.config.ts',
  'test/longest-first.ts',
  'test/own-name.ts',
  'test/property-seed.ts',
  'test/record-exchanges.ts',
  'vitest.verify.config.ts',
  'test/fixtures',
];

/** The result of a process, whatever its exit code. */
interface Ended {
  readonly code: number;
  readonly text: string;
}

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'new-plugin-'));
  for (const path of [...COPIED, ...SETTINGS]) await cp(join(REPOSITORY, path), join(root, path), { recursive: true });
  await symlink(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function run(command: string, ...args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, NO_COLOR: '1' };
  return promisify(execFile)(command, args, { cwd: root, env }).then(
    ({ stderr, stdout }) => ({ code: 0, text: `${stdout}${stderr}` }),
    (error: { code?: number; stdout?: string; stderr?: string }) => ({
      code: error.code ?? -1,
      text: `${error.stdout}${error.stderr}`,
    }),
  );
}
const tool = (name: string) => join(root, 'node_modules/.bin', name);
const newPlugin = (...args: readonly string[]) => run(process.execPath, 'cli/main.ts', 'new-plugin', ...args);
const registry = () => readFile(join(root, 'plugins/registry.ts'), 'utf8');
const folders = async () => (await readdir(join(root, 'plugins'))).toSorted();

describe('npm run new-plugin', () => {
  it('creates a plugin, registers it in alphabetical order, and prints the next steps', async () => {
    const { code, text } = await newPlugin('loyaltyPoints', 'limio');
    expect(text).toContain('test/contract/loyalty-points.test.ts');
    expect(code).toBe(0);
    const lines = (await registry()).split('\n').filter((line) => /loyalty|entitlements|platformEvents/i.test(line));
    expect(lines.map((line) => line.trim())).toEqual([
      "import { entitlements } from './entitlements/plugin.ts';",
      "import { loyaltyPoints } from './loyalty-points/plugin.ts';",
      "import { platformEvents } from './platform-events/plugin.ts';",
      'entitlements,',
      'loyaltyPoints,',
      'platformEvents,',
    ]);
  });

  it('creates a plugin that passes its contract and the checks of the repository', async () => {
    const paths = ['plugins/loyalty-points', 'plugins/registry.ts', 'test/contract/loyalty-points.test.ts'];
    const contract = await run(
      tool('vitest'),
      'run',
      'test/contract/loyalty-points.test.ts',
      'test/plugins/registry.test.ts',
    );
    expect(contract.text).toMatch(/Test Files\s+2 passed/);
    const formatted = await run(tool('biome'), 'check', ...paths);
    expect(formatted).toMatchObject({ code: 0 });
    const options = { extends: './tsconfig.json', include: ['plugins/registry.ts', ...paths] };
    await writeFile(join(root, 'tsconfig.plugin.json'), JSON.stringify(options));
    expect(await run(tool('tsc'), '-p', 'tsconfig.plugin.json')).toMatchObject({ code: 0, text: '' });
  });

  it.each([
    ['a name that is taken', ['zuora', 'limio'], 'the plugin zuora already exists'],
    ['a name in another spelling', ['salesforceV3', 'limio'], 'the plugin salesforce-v3 already exists'],
    ['a name that is not an identifier', ['loyalty-points', 'limio'], 'in camel case'],
    ['a name that is a path', ['../evil', 'limio'], 'in camel case'],
    ['a reserved word', ['default', 'limio'], 'reserved name'],
    ['a name that the registry uses', ['plugins', 'limio'], 'reserved name'],
    ['a service that is malformed', ['stampBook', 'My Service'], 'a service of 2 to 60 lower-case letters'],
  ])('rejects %s and writes nothing', async (_what, args, reason) => {
    const before = [await registry(), await folders()];
    const { code, text } = await newPlugin(...args);
    expect(text).toContain(reason);
    expect(code).toBe(1);
    expect([await registry(), await folders()]).toEqual(before);
  });

  it('rejects wrong usage with the usage text', async () => {
    for (const args of [[], ['loyaltyCards'], ['loyaltyCards', 'limio', 'more']]) {
      const { code, text } = await newPlugin(...args);
      expect(text).toContain('Usage: npm run new-plugin -- <name> <service>');
      expect(code).toBe(2);
    }
  });

  it('does not overwrite a file, and does not edit an inconsistent registry', async () => {
    await writeFile(join(root, 'test/contract/stamp-book.test.ts'), '');
    expect((await newPlugin('stampBook', 'limio')).text).toContain(
      'The file test/contract/stamp-book.test.ts already exists',
    );
    const text = await registry();
    await writeFile(join(root, 'plugins/registry.ts'), text.replace('  entitlements,\n', ''));
    const { code, text: printed } = await newPlugin('coffeeCard', 'limio');
    expect(printed).toContain('to import and list each plugin once');
    expect(code).toBe(1);
    expect(await folders()).not.toContain('coffee-card');
  });
});
