import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSavepoint, type Savepoint } from '../../../embedded/sqlite/savepoint.ts';

let database: DatabaseSync;
let savepoint: Savepoint;
beforeEach(() => {
  database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE notes (text TEXT UNIQUE ON CONFLICT ROLLBACK) STRICT');
  savepoint = createSavepoint(database);
  database.exec('BEGIN');
});
afterEach(() => database.close());

const write = (text: string) => database.prepare('INSERT INTO notes VALUES (?)').run(text);
const notes = () => database.prepare('SELECT text FROM notes').all();

describe('a savepoint', () => {
  it('returns the result of the work, which the transaction commits', () => {
    const written = savepoint(() => {
      write('one');
      return write('two').changes;
    });
    expect(written).toBe(1);
    database.exec('COMMIT');
    expect(notes()).toEqual([{ text: 'one' }, { text: 'two' }]);
  });

  it('rolls back only its own work when that throws, and can be used again', () => {
    savepoint(() => write('one'));
    const broken = () =>
      savepoint(() => {
        write('two');
        throw new Error('No more.');
      });
    expect(broken).toThrow('No more.');
    savepoint(() => write('three'));
    database.exec('COMMIT');
    expect(notes()).toEqual([{ text: 'one' }, { text: 'three' }]);
  });

  it('reports the error of a statement that rolled the transaction back by itself', () => {
    const broken = () =>
      savepoint(() => {
        write('one');
        write('one');
      });
    expect(broken).toThrow(/UNIQUE constraint failed/);
    expect(database.isTransaction).toBe(false);
    expect(notes()).toEqual([]);
  });
});
