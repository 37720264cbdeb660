import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCompaction } from '../../../embedded/sqlite/compaction.ts';
import { openStore } from '../../../embedded/sqlite/store.ts';
import { untilSpace } from '../../../embedded/sqlite/store-full.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('openStore', () => {
  it('creates the file with its folder, and keeps what it holds', async () => {
    const file = join(folder, 'data', 'store.sqlite');
    const first = openStore(file);
    await first.commits.run(() => first.database.exec('CREATE TABLE numbers (n INTEGER)'));
    await first.close();
    const second = openStore(file);
    expect(second.database.prepare('SELECT count(*) AS n FROM numbers').get()).toEqual({ n: 0 });
    await second.close();
  });

  it('commits what is open when it closes, once', async () => {
    const file = join(folder, 'store.sqlite');
    const store = openStore(file);
    void store.commits.commit(() => store.database.exec('CREATE TABLE numbers (n INTEGER)'));
    await Promise.all([store.close(), store.close()]);
    const reader = new DatabaseSync(file);
    expect(reader.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'numbers' }]);
    reader.close();
  });

  it('rejects a file of another version, and says what to do', () => {
    const file = join(folder, 'store.sqlite');
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => openStore(file)).toThrow(/in version 1, found version 99: move the file away/);
  });

  it('moves the log of a killed process into the file', async () => {
    const file = join(folder, 'store.sqlite');
    const writer = new DatabaseSync(file);
    writer.exec('PRAGMA journal_mode = WAL; CREATE TABLE numbers (n INTEGER); INSERT INTO numbers VALUES (1)');
    // Copied while it is open, as a kill leaves it.
    const killed = join(folder, 'killed.sqlite');
    await Promise.all(['', '-wal'].map((end) => copyFile(file + end, killed + end)));
    writer.close();
    const store = openStore(killed);
    expect((await stat(`${killed}-wal`)).size).toBe(0);
    expect(store.database.prepare('SELECT n FROM numbers').all()).toEqual([{ n: 1 }]);
    await store.close();
  });

  it('rejects writes while the disk is full, loses none, and takes them again when there is space', async () => {
    const store = openStore(join(folder, 'store.sqlite'));
    const { database, commits } = store;
    await commits.run(() => database.exec('CREATE TABLE texts (text TEXT)'));
    const insert = (text: string) => () => void database.prepare('INSERT INTO texts VALUES (?)').run(text);
    const texts = () => database.prepare('SELECT substr(text, 1, 3) AS text FROM texts').all();
    await commits.run(insert('one'));
    // SQLite reports a file that may not grow like a disk that is full.
    const limit = (pages: number) => database.exec(`PRAGMA max_page_count = ${pages}`);
    limit(1);
    const large = 'two'.repeat(10_000);
    const rejected = await Promise.allSettled([commits.run(insert(large)), commits.commit(insert('new'))]);
    expect(rejected).toMatchObject([{ reason: { name: 'StoreFull' } }, { reason: { name: 'StoreFull' } }]);
    expect(texts()).toEqual([{ text: 'one' }]);

    const waiting = untilSpace(
      () => commits.commit(insert(large)),
      () => false,
    );
    setTimeout(() => limit(100_000), 100);
    await waiting;
    expect(texts()).toEqual([{ text: 'one' }, { text: 'two' }]);
    await store.close();
  });
});

it('gives the space of deleted rows back while the store is open', async () => {
  const store = openStore(join(folder, 'store.sqlite'));
  const { database, commits } = store;
  const pages = () => Number(database.prepare('PRAGMA page_count').get()?.page_count);
  await commits.run(() => {
    database.exec('CREATE TABLE texts (text TEXT)');
    const insert = database.prepare('INSERT INTO texts VALUES (?)');
    for (let row = 0; row < 3_000; row += 1) insert.run('text'.repeat(1_000));
  });
  const full = pages();
  const end = startCompaction({ database, commits, everyMs: 10 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(pages()).toBe(full);
  await commits.run(() => database.exec('DELETE FROM texts'));
  await expect.poll(pages, { timeout: 10_000 }).toBeLessThan(1_200);
  end();
  await store.close();
});
