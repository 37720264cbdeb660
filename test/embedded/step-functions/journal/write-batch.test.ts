import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { createWriteBatch } from '../../../../embedded/step-functions/journal/write-batch.ts';

function open() {
  const database = new DatabaseSync(':memory:');
  onTestFinished(() => database.close());
  database.exec('CREATE TABLE numbers (n INTEGER PRIMARY KEY)');
  const insert = database.prepare('INSERT INTO numbers VALUES (?)');
  const all = (): unknown[] =>
    database
      .prepare('SELECT n FROM numbers ORDER BY n')
      .all()
      .map(({ n }) => n);
  return { batch: createWriteBatch(database), all, add: (n: number) => insert.run(n).changes };
}

test('writes that come together are all there when they resolve', async () => {
  const { batch, all, add } = open();
  const writes = [1, 2, 3].map((n) => batch.run(() => add(n)));
  expect(all()).toEqual([]);
  expect(await Promise.all(writes)).toEqual([1, 1, 1]);
  expect(all()).toEqual([1, 2, 3]);
});

test('a write that fails is undone and leaves the others of its batch', async () => {
  const { batch, all, add } = open();
  const failing = batch.run(() => {
    add(4);
    throw new Error('no');
  });
  const writes = await Promise.allSettled([
    batch.run(() => add(1)),
    failing,
    batch.run(() => add(1)),
    batch.run(() => add(2)),
  ]);
  expect(writes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(all()).toEqual([1, 2]);
});

test('a flush writes at once what is waiting, and nothing twice', async () => {
  const { batch, all, add } = open();
  const write = batch.run(() => add(1));
  batch.flush();
  expect(all()).toEqual([1]);
  await write;
  await new Promise((resolve) => setImmediate(resolve));
  batch.flush();
  expect(all()).toEqual([1]);
});
