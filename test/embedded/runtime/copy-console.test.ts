import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyConsole } from '../../../embedded/runtime/copy-console.ts';

let folder: string;
let built: string;
let copy: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'console-'));
  built = join(folder, 'built');
  copy = join(folder, 'copy');
  await mkdir(join(built, 'assets'), { recursive: true });
  await writeFile(join(built, 'index.html'), '<h1>Orders</h1>');
  await writeFile(join(built, 'assets/app.js'), 'start()');
  await copyConsole(built, copy);
});
afterEach(() => rm(folder, { recursive: true }));

const textOf = (name: string): Promise<string> => readFile(join(copy, name), 'utf8');

describe('copyConsole', () => {
  it('copies every file', async () => {
    expect([await textOf('index.html'), await textOf('assets/app.js')]).toEqual(['<h1>Orders</h1>', 'start()']);
  });

  it('leaves a copy of the same console alone', async () => {
    const { ino } = await stat(join(copy, 'index.html'));
    await copyConsole(built, copy);
    expect((await stat(join(copy, 'index.html'))).ino).toBe(ino);
  });

  it.each([
    ['a file that was cut off', () => writeFile(join(copy, 'assets/app.js'), 'sta')],
    ['a missing file', () => rm(join(copy, 'assets/app.js'))],
    ['a file of another build', () => writeFile(join(copy, 'assets/old.js'), '')],
  ])('replaces a copy with %s', async (_, damage) => {
    await damage();
    await copyConsole(built, copy);
    expect([await readdir(join(copy, 'assets')), await textOf('assets/app.js')]).toEqual([['app.js'], 'start()']);
  });

  it('removes the console where none was built', async () => {
    await copyConsole(undefined, copy);
    await expect(stat(copy)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
