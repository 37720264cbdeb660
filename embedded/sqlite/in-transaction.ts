import type { DatabaseSync } from 'node:sqlite';

/** Runs `work` in a write transaction, or as part of the open one. It is rolled back when `work` throws. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  const [begin, commit, rollback] = database.isTransaction
    ? ['SAVEPOINT work', 'RELEASE work', 'ROLLBACK TO work; RELEASE work']
    : ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'];
  database.exec(begin);
  try {
    const result = work();
    database.exec(commit);
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec(rollback);
    throw error;
  }
}
