import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGroupCommit, type GroupCommit } from '../../../embedded/sqlite/group-commit.ts';

let database: DatabaseSync;
let group: GroupCommit;

beforeEach(() => {
  database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE numbers (n INTEGER)');
  group = createGroupCommit(database);
});
afterEach(() => database.close());

const insert = (n: number) => () => void database.prepare('INSERT INTO numbers VALUES (?)').run(n);
const turn = () => new Promise((next) => setImmediate(next));
const count = () => Number(database.prepare('SELECT count(*) AS n FROM numbers').get()?.n);

describe('createGroupCommit', () => {
  it('resolves the operations of one turn after a shared commit', async () => {
    const answered: number[] = [];
    const all = [1, 2, 3].map((n) => group.run(insert(n)).then(() => answered.push(n)));
    expect(database.isTransaction).toBe(true);
    await Promise.resolve();
    expect(answered).toEqual([]);
    await Promise.all(all);
    expect(answered).toEqual([1, 2, 3]);
    expect(database.isTransaction).toBe(false);
    expect(count()).toBe(3);
  });

  it('rejects an operation that throws, and commits the others of its group', async () => {
    const failing = group.run(() => {
      throw new Error('Refused');
    });
    const outcomes = await Promise.allSettled([group.run(insert(1)), failing, group.run(insert(2))]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(count()).toBe(2);
  });

  it('rolls back what a failing operation had written, and only that', async () => {
    const failing = group.run(() => {
      insert(3)();
      throw new Error('Refused');
    });
    await Promise.allSettled([group.run(insert(1)), failing, group.run(insert(2))]);
    expect(database.prepare('SELECT n FROM numbers ORDER BY n').all()).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('resolves no operation before its commit is on disk', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const synced = vi.fn(() => promise);
    const slow = createGroupCommit(database, { synced, close: async () => {} });
    const answered = vi.fn();
    const write = slow.run(insert(1)).then(answered);
    const durable = slow.durable().then(answered);
    await turn();
    expect(database.isTransaction).toBe(false);
    expect(synced).toHaveBeenCalledTimes(1);
    expect(answered).not.toHaveBeenCalled();
    resolve();
    await Promise.all([write, durable]);
    expect(answered).toHaveBeenCalledTimes(2);
  });

  it('syncs nothing for an operation that changes nothing, once what it may have read is on disk', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const synced = vi.fn(() => promise);
    const slow = createGroupCommit(database, { synced, close: async () => {} });
    expect(await slow.run(count)).toBe(0);
    expect(synced).not.toHaveBeenCalled();
    const write = slow.run(insert(1));
    await turn();
    const answered = vi.fn();
    const read = slow.run(count).then(answered);
    await turn();
    await turn();
    expect(answered).not.toHaveBeenCalled();
    resolve();
    await Promise.all([write, read]);
    expect(answered).toHaveBeenCalledWith(1);
    expect(synced).toHaveBeenCalledTimes(1);
  });

  it('syncs for an operation that only reads what a commit has not synced', async () => {
    const synced = vi.fn(async () => {});
    const lazy = createGroupCommit(database, { synced, close: async () => {} });
    await lazy.commit(insert(1));
    expect(synced).not.toHaveBeenCalled();
    expect(await lazy.run(count)).toBe(1);
    expect(synced).toHaveBeenCalledTimes(1);
  });

  it('syncs again for an operation that only reads after a sync that failed', async () => {
    const synced = vi.fn(async () => {}).mockRejectedValueOnce(new Error('No space left on device'));
    const broken = createGroupCommit(database, { synced, close: async () => {} });
    await expect(broken.run(insert(1))).rejects.toThrow('No space left on device');
    expect(await broken.run(count)).toBe(1);
    expect(synced).toHaveBeenCalledTimes(2);
  });

  it('rejects an operation that could not be synced', async () => {
    const broken = createGroupCommit(database, {
      synced: () => Promise.reject(new Error('No space left on device')),
      close: async () => {},
    });
    await expect(broken.run(insert(1))).rejects.toThrow('No space left on device');
  });

  it('commits the open group when it closes', async () => {
    const write = group.run(insert(1));
    await group.close();
    await write;
    expect(count()).toBe(1);
  });

  it('rejects an operation that arrives while it closes, and leaves no group open', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const closing = createGroupCommit(database, { synced: async () => {}, close: () => promise });
    await closing.run(insert(1));
    const closed = closing.close();
    await turn();
    await expect(closing.run(insert(2))).rejects.toThrow('The database is closing.');
    expect(database.isTransaction).toBe(false);
    resolve();
    await closed;
    expect(count()).toBe(1);
  });

  it('says when what an operation writes is on disk, whether or not the operation waits for it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow = createGroupCommit(database, { synced: () => promise, close: async () => {} });
    const onDisk = vi.fn();
    await slow.commit(() => {
      insert(1)();
      void slow.onDisk().then(onDisk);
    });
    const write = slow.run(() => {
      insert(2)();
      void slow.onDisk().then(onDisk);
    });
    await turn();
    await turn();
    expect(onDisk).not.toHaveBeenCalled();
    resolve();
    await write;
    await turn();
    expect(onDisk).toHaveBeenCalledTimes(2);
  });

  it('says when what an operation wrote cannot be on disk', async () => {
    const broken = createGroupCommit(database, {
      synced: () => Promise.reject(new Error('No space left on device')),
      close: async () => {},
    });
    let onDisk: Promise<void> | undefined;
    await broken.commit(() => {
      insert(1)();
      onDisk = broken.onDisk();
    });
    await expect(onDisk).rejects.toThrow('No space left on device');
  });

  describe('commit', () => {
    it('resolves before its group is on disk, and is synced soon', async () => {
      const synced = vi.fn(async () => {});
      const lazy = createGroupCommit(database, { synced, close: async () => {} });
      await lazy.commit(insert(1));
      expect(database.isTransaction).toBe(false);
      expect(count()).toBe(1);
      expect(synced).not.toHaveBeenCalled();
      await vi.waitFor(() => expect(synced).toHaveBeenCalledTimes(1));
    });

    it('is on disk when a later operation is', async () => {
      const synced = vi.fn(async () => {});
      const lazy = createGroupCommit(database, { synced, close: async () => {} });
      await lazy.commit(insert(1));
      await lazy.run(insert(2));
      await new Promise((next) => setTimeout(next, 80));
      expect(synced).toHaveBeenCalledTimes(1);
    });

    it('is on disk when durable resolves, or the group has closed', async () => {
      const synced = vi.fn(async () => {});
      const lazy = createGroupCommit(database, { synced, close: async () => {} });
      await lazy.commit(insert(1));
      await lazy.durable();
      expect(synced).toHaveBeenCalledTimes(1);
      void lazy.commit(insert(2));
      await lazy.durable();
      expect(synced).toHaveBeenCalledTimes(2);
      await lazy.commit(insert(3));
      await lazy.close();
      expect(synced).toHaveBeenCalledTimes(3);
    });

    it('rejects when its group cannot be committed', async () => {
      database.exec('PRAGMA foreign_keys = ON; CREATE TABLE parents (id INTEGER PRIMARY KEY)');
      database.exec('CREATE TABLE children (parent REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)');
      await expect(group.commit(() => database.exec('INSERT INTO children VALUES (1)'))).rejects.toThrow(/FOREIGN KEY/);
    });
  });

  it('rejects the whole group when it cannot be committed, and accepts the next one', async () => {
    database.exec('PRAGMA foreign_keys = ON; CREATE TABLE parents (id INTEGER PRIMARY KEY)');
    database.exec('CREATE TABLE children (parent REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)');
    const orphan = group.run(() => database.exec('INSERT INTO children VALUES (1)'));
    const other = group.run(insert(1));
    await expect(orphan).rejects.toThrow(/FOREIGN KEY/);
    await expect(other).rejects.toThrow(/FOREIGN KEY/);
    expect(count()).toBe(0);
    await group.run(insert(2));
    expect(count()).toBe(1);
  });
});
