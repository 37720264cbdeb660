import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../../infra/bundling/bundle-functions.ts';
import { tenantBundles } from '../../../infra/bundling/tenant-bundles.ts';
import { tenantConfig } from '../tenant-fixture.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bundle-'));
  await writeFile(join(root, 'seldom.ts'), `export const seldom: string = 'seldom${'.'.repeat(500)}';`);
  await writeFile(
    join(root, 'handler.ts'),
    "import { EOL } from 'node:os'; export const handler = async (): Promise<string> => (await import('./seldom.ts')).seldom + EOL;",
  );
});
afterEach(() => rm(root, { recursive: true }));

const bundle = (entry = 'handler.ts') =>
  bundleFunctions({
    root,
    functions: [
      { id: 'greet', entry },
      { id: 'greet', entry },
    ],
    directory: join(root, 'out'),
  });

describe('bundleFunctions', () => {
  it('creates modules that Node runs, without source maps', async () => {
    const greet = (await bundle()).get('greet');
    const { handler } = await import(pathToFileURL(join(root, 'out', 'greet', 'index.mjs')).href);
    expect(await handler()).toMatch(/^seldom\.+\n$/);
    expect(greet?.files.filter((file) => !file.endsWith('.mjs'))).toEqual([]);
    expect(await readdir(join(root, 'out', 'greet'))).toEqual(greet?.files.toSorted());
  });

  it('keeps modules that are imported by import() out of a cold start', async () => {
    const { initBytes = 0, totalBytes = 0 } = (await bundle()).get('greet') ?? {};
    expect(initBytes).toBeGreaterThan(0);
    expect(totalBytes - initBytes).toBeGreaterThan(500);
  });

  it('contains the program of the processes that evaluate expressions', async () => {
    const expression = fileURLToPath(new URL('../../../core/expression/expression.ts', import.meta.url));
    await writeFile(
      join(root, 'evaluate.ts'),
      `export const handler = async (text: string) => (await import(${JSON.stringify(expression)})).parseExpression(text).evaluate({ order: { note: 'ab' } });`,
    );
    await bundle('evaluate.ts');
    const { handler } = await import(pathToFileURL(join(root, 'out', 'greet', 'index.mjs')).href);
    expect(await handler('$replace(order.note, /a/, "c")')).toBe('cb');
  });

  it('names an entry that does not exist', async () => {
    await expect(bundle('nothing.ts')).rejects.toThrow('nothing.ts');
  });
});

describe('tenantBundles', () => {
  it('puts the tenant file, its checked config and its sequences next to the code', async () => {
    const bundleOf = tenantBundles({
      bundles: await bundle(),
      deployed: { text: '{"tenant":"acme"}', config: tenantConfig(), sequences: [] },
      consoleFiles: join(root, 'console'),
      directory: join(root, 'acme'),
    });
    const own = bundleOf('greet');
    expect(await readdir(own)).toEqual(
      expect.arrayContaining(['index.mjs', 'tenant.json', 'config.json', 'sequences.json']),
    );
    expect(await readFile(join(own, 'tenant.json'), 'utf8')).toBe('{"tenant":"acme"}');
    expect(JSON.parse(await readFile(join(own, 'config.json'), 'utf8'))).toEqual(tenantConfig());
    expect(() => bundleOf('nothing')).toThrow('greet');
  });
});
