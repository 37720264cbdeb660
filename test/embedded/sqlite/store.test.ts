import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../embedded/sqlite/store.ts';

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
});
