import type { DatabaseSync } from 'node:sqlite';

/** Runs work as a part of the open transaction that can be rolled back alone: it is when the work throws. */
export type Savepoint = <Result>(work: () => Result) => Result;

/** Creates a savepoint that can be used again and again, but not inside itself. Its statements are prepared once. */
export function createSavepoint(database: DatabaseSync): Savepoint {
  const begin = database.prepare('SAVEPOINT work');
  const release = database.prepare('RELEASE work');
  const rollback = database.prepare('ROLLBACK TO work');
  return (work) => {
    begin.run();
    try {
      const result = work();
      release.run();
      return result;
    } catch (error) {
      // Without space, SQLite may have rolled back the whole transaction.
      if (database.isTransaction) {
        rollback.run();
        release.run();
      }
      throw error;
    }
  };
}
