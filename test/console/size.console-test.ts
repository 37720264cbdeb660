import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { buildConsole } from '../../console/build/build-console.ts';
import { type ConsoleWorld, openConsoleWorld } from './console-world.ts';

/** What the first view may load, compressed. */
const LIMIT_BYTES = 200 * 1024;

let world: ConsoleWorld;

beforeAll(async () => {
  world = await openConsoleWorld();
});

afterAll(() => world.close());

it('loads at most 200 KB for the first view, of files that are kept for good', async () => {
  const { page, context } = await world.signIn('operator', '/console');
  const loaded: string[] = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.startsWith('/console')) loaded.push(new URL(response.url()).pathname);
  });
  await page.reload();
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  const files = loaded.filter((path) => path.startsWith('/console/assets/'));
  const sizes = await Promise.all(
    files.map(
      async (path) => gzipSync(await readFile(join(inject('consoleFiles'), path.replace('/console/', '')))).length,
    ),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(50 * 1024);
  expect(total).toBeLessThan(LIMIT_BYTES);
  // The page asks for it before the script runs, and the script uses that answer.
  expect(loaded.filter((path) => path === '/console/settings.json')).toHaveLength(1);
  const { headers } = await fetch(`${world.url}${files[0]}`);
  expect(headers.get('cache-control')).toContain('immutable');
  await context.close();
});

it('has a hash in the name of every file but the page', async () => {
  const names = await readdir(join(inject('consoleFiles'), 'assets'));
  expect(names.filter((name) => !/-[\w-]{8}\.\w+$/.test(name))).toEqual([]);
});

it('is not built again from the same sources', async () => {
  await expect(buildConsole()).resolves.toBe(inject('consoleFiles'));
});
