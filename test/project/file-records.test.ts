import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { areEqual, haveSameContent, readJson, recordFiles, writeWhole } from '../../project/file-records.ts';

let root: string;
let file: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'records-'));
  file = join(root, 'a.ts');
  await writeFile(file, 'one');
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(root, { recursive: true });
});

/** Makes the files of the test as old as sources are. */
function later(): void {
  vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] });
}

describe('recordFiles', () => {
  it('knows a file again by its size and times, without reading it', () => {
    later();
    const records = recordFiles(root, ['a.ts']);
    const known = { 'a.ts': { state: records['a.ts']?.state ?? '', hash: 'of an earlier reading' } };
    expect(recordFiles(root, ['a.ts'], known)).toEqual(known);
  });

  it('sees a change of the content that keeps size and modification time', async () => {
    const { atime, mtime } = await stat(file);
    later();
    const records = recordFiles(root, ['a.ts']);
    await writeFile(file, 'two');
    await utimes(file, atime, mtime);
    expect(haveSameContent(recordFiles(root, ['a.ts'], records), records)).toBe(false);
  });

  it('reads a file that has just changed, because its next change may have the same time', () => {
    const records = recordFiles(root, ['a.ts']);
    expect(records['a.ts']?.state).toBe('unsettled');
    const known = { 'a.ts': { state: 'unsettled', hash: 'of an earlier reading' } };
    expect(recordFiles(root, ['a.ts'], known)).toEqual(records);
  });

  it('finds the same content again after a file was written anew', async () => {
    later();
    const records = recordFiles(root, ['a.ts']);
    await utimes(file, 1, 1);
    const now = recordFiles(root, ['a.ts'], records);
    expect([haveSameContent(now, records), areEqual(now, records)]).toEqual([true, false]);
    expect(areEqual(recordFiles(root, ['a.ts'], now), now)).toBe(true);
  });

  it('tells a missing file from one that exists', async () => {
    later();
    const records = recordFiles(root, ['a.ts', 'b.ts']);
    expect(records['b.ts']).toEqual({ state: 'missing', hash: 'missing' });
    await writeFile(join(root, 'b.ts'), '');
    expect(haveSameContent(recordFiles(root, ['a.ts', 'b.ts'], records), records)).toBe(false);
    await rm(file);
    expect(recordFiles(root, ['a.ts'], records)['a.ts']).toEqual({ state: 'missing', hash: 'missing' });
  });

  it('takes absolute paths as they are', () => {
    later();
    expect(recordFiles('/elsewhere', [file])[file]).toEqual(recordFiles(root, ['a.ts'])['a.ts']);
  });
});

it('reads what was written, and nothing that is missing or was cut off', async () => {
  writeWhole(file, '{"complete":true}');
  expect(readJson(file)).toEqual({ complete: true });
  await writeFile(file, '{"complete"');
  expect([readJson(file), readJson(join(root, 'none.json'))]).toEqual([undefined, undefined]);
});

it('writes a file as a whole, over an earlier one', async () => {
  writeWhole(file, '{"complete":true}');
  expect(recordFiles(root, ['a.ts'])['a.ts']?.hash).not.toBe('missing');
  expect((await stat(file)).size).toBe('{"complete":true}'.length);
});
