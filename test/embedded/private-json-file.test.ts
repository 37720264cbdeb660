import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writePrivateJsonFile } from '../../embedded/private-json-file.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'private-'));
  file = join(folder, 'new', 'secrets.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Every write makes another file. */
const identity = async () => (await stat(file)).ino;

describe('writePrivateJsonFile', () => {
  it('writes a file that only its owner may read', async () => {
    await writePrivateJsonFile(file, { a: 1 });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ a: 1 });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('leaves a file alone that has the value already, whatever its layout', async () => {
    await writePrivateJsonFile(file, { a: 1, b: { c: 2 } });
    await writeFile(file, '{"b": {"c": 2}, "a": 1}');
    const before = await identity();
    await writePrivateJsonFile(file, { a: 1, b: { c: 2 }, d: undefined });
    expect(await identity()).toBe(before);
  });

  it.each([
    ['has another value', () => writeFile(file, '{"a": 2}')],
    ['is cut off', () => writeFile(file, '{"a": ')],
    ['may be read by others', () => chmod(file, 0o644)],
  ])('replaces a file that %s', async (_reason, damage) => {
    await writePrivateJsonFile(file, { a: 1 });
    await damage();
    await writePrivateJsonFile(file, { a: 1 });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ a: 1 });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});
