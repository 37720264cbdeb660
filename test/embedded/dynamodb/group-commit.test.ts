import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGroupCommit, type GroupCommit } from '../../../embedded/dynamodb/group-commit.ts';

let database: DatabaseSync;
let group: GroupCommit;

beforeEach(() => {
  database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE numbers (n INTEGER)');
  group = createGroupCommit(database);
});
afterEach(() => database.close());

const insert = (n: number) => () => void database.prepare('INSERT INTO numbers VALUES (?)').run(n);
const count = () => Number(database.prepare('SELECT count(*) AS n FROM numbers').get()?.n);

describe('createGroupCommit', () => {
  it('answers operations of one turn after a common commit', async () => {
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

  it('answers no reader before what it read is committed', async () => {
    const order: string[] = [];
    const write = group.run(insert(1)).then(() => order.push('written'));
    const read = group.run(count).then((found) => order.push(`read ${found}`));
    await Promise.all([write, read]);
    expect(order).toEqual(['written', 'read 1']);
  });

  it('rejects the whole group when it cannot be committed, and takes the next one', async () => {
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
