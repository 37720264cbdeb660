import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createUnsyncedItems, type UnsyncedItems } from '../../../embedded/dynamodb/unsynced-items.ts';

let disk: PromiseWithResolvers<void>;
let items: UnsyncedItems;
const durable = vi.fn(() => disk.promise);
beforeEach(() => {
  disk = Promise.withResolvers();
  durable.mockClear();
  items = createUnsyncedItems({ onDisk: () => disk.promise, durable });
});

const turn = () => new Promise((next) => setImmediate(next));

describe('createUnsyncedItems', () => {
  it('lets a read wait until the write that it has seen is on disk', async () => {
    items.written('a');
    const answered = vi.fn();
    const reads = [
      items
        .read(
          () => 'one',
          () => 'a',
        )
        .then(answered),
      items.read(() => 'all').then(answered),
    ];
    await turn();
    expect(answered).not.toHaveBeenCalled();
    disk.resolve();
    await Promise.all(reads);
    expect(answered.mock.calls).toEqual([['one'], ['all']]);
  });

  it('lets no read wait for the writes of other items', async () => {
    items.written('a');
    expect(
      await items.read(
        () => 'other',
        () => 'b',
      ),
    ).toBe('other');
    expect(durable).not.toHaveBeenCalled();
  });

  it('syncs nothing for a read once all writes are on disk', async () => {
    items.written('a');
    disk.resolve();
    await turn();
    expect(
      await items.read(
        () => 'one',
        () => 'a',
      ),
    ).toBe('one');
    expect(await items.read(() => 'all')).toBe('all');
    expect(durable).not.toHaveBeenCalled();
  });

  it('still waits for the latest write of an item when an earlier one is on disk', async () => {
    const earlier = disk;
    items.written('a');
    disk = Promise.withResolvers();
    items.written('a');
    earlier.resolve();
    await turn();
    void items.read(
      () => 'one',
      () => 'a',
    );
    expect(durable).toHaveBeenCalledTimes(1);
  });

  it('rejects a read that throws, and one whose writes cannot be synced', async () => {
    const refusal = () => {
      throw new Error('Refused');
    };
    await expect(items.read(refusal)).rejects.toThrow('Refused');
    items.written('a');
    const read = items.read(() => 'all');
    disk.reject(new Error('No space left on device'));
    await expect(read).rejects.toThrow('No space left on device');
  });
});
