import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiskSync } from '../../../embedded/sqlite/disk-sync.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk-sync-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('createDiskSync', () => {
  it('syncs a file as often as requested, even many times concurrently', async () => {
    const file = join(folder, 'log');
    await writeFile(file, 'written');
    const disk = createDiskSync(file);
    await Promise.all(Array.from({ length: 20 }, () => disk.synced()));
    await disk.synced();
    await disk.close();
  });

  it('resolves a call that comes during a sync after a later one', async () => {
    const file = join(folder, 'log');
    await writeFile(file, 'written');
    const disk = createDiskSync(file);
    const order: string[] = [];
    const first = disk.synced().then(() => order.push('first'));
    const others = [1, 2].map(() => disk.synced().then(() => order.push('later')));
    await Promise.all([first, ...others]);
    expect(order).toEqual(['first', 'later', 'later']);
    await disk.close();
  });

  it('rejects when the file does not exist, and again until it does', async () => {
    const file = join(folder, 'log');
    const disk = createDiskSync(file);
    await expect(disk.synced()).rejects.toThrow(/ENOENT/);
    await writeFile(file, 'written');
    await disk.synced();
    await disk.close();
  });

  it('reports a sync that fails once, and rejects every later call', async () => {
    const failures: string[] = [];
    // This device cannot be synced.
    const disk = createDiskSync(devNull, (error) => failures.push(error.message));
    await expect(disk.synced()).rejects.toMatchObject({ name: 'DiskSyncFailed', cause: { syscall: 'fdatasync' } });
    await expect(Promise.all([disk.synced(), disk.synced()])).rejects.toMatchObject({ name: 'DiskSyncFailed' });
    expect(failures).toEqual([expect.stringContaining('then start the system again')]);
    await disk.close();
  });
});
