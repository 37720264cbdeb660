import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../../embedded/sqlite/in-transaction.ts';

let database: DatabaseSync;
beforeEach(() => {
  database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE notes (text TEXT UNIQUE ON CONFLICT ROLLBACK) STRICT');
});
afterEach(() => database.close());

const write = (text: string) => database.prepare('INSERT INTO notes VALUES (?)').run(text);
const notes = () => database.prepare('SELECT text FROM notes').all();

describe('a transaction', () => {
  it('commits the work and returns its result', () => {
    const written = inTransaction(database, () => {
      write('one');
      return write('two').changes;
    });
    expect(written).toBe(1);
    expect(notes()).toEqual([{ text: 'one' }, { text: 'two' }]);
  });

  it('rolls back when the work throws, and allows another transaction', () => {
    const broken = () =>
      inTransaction(database, () => {
        write('one');
        throw new Error('No more.');
      });
    expect(broken).toThrow('No more.');
    expect(notes()).toEqual([]);
    inTransaction(database, () => write('two'));
    expect(notes()).toEqual([{ text: 'two' }]);
  });

  it('is part of the open transaction, and can be rolled back without it', () => {
    inTransaction(database, () => {
      write('one');
      expect(() =>
        inTransaction(database, () => {
          write('two');
          throw new Error('No more.');
        }),
      ).toThrow('No more.');
      inTransaction(database, () => write('three'));
    });
    expect(notes()).toEqual([{ text: 'one' }, { text: 'three' }]);
  });

  it('reports the error of a statement that rolled the transaction back by itself', () => {
    const broken = () =>
      inTransaction(database, () => {
        write('one');
        write('one');
      });
    expect(broken).toThrow(/UNIQUE constraint failed/);
    expect(notes()).toEqual([]);
  });
});
