import type { DatabaseSync } from 'node:sqlite';

/** Runs operations on a database and answers each once all that it wrote or read is on the disk. */
export interface GroupCommit {
  /**
   * Runs one operation at once and resolves when its group is committed.
   *
   * An operation that throws must not have written anything; it rejects without harm to the others.
   */
  run<Result>(operation: () => Result): Promise<Result>;
  /** Waits for the open group. */
  flush(): Promise<void>;
}

/**
 * Commits the operations that arrive together with one write to the disk.
 *
 * The first operation opens a transaction; the end of the current turn of the event loop commits it. Until then nobody gets
 * an answer, readers included: what they saw must not be lost by a loss of power.
 */
export function createGroupCommit(database: DatabaseSync): GroupCommit {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  let committed: Promise<void> | undefined;

  const open = (): Promise<void> => {
    begin.run();
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        committed = undefined;
        try {
          commit.run();
          resolve();
        } catch (error) {
          if (database.isTransaction) database.exec('ROLLBACK');
          reject(error);
        }
      });
    });
  };

  return {
    async run(operation) {
      committed ??= open();
      const group = committed;
      let outcome: { readonly result: ReturnType<typeof operation> } | { readonly error: unknown };
      try {
        outcome = { result: operation() };
      } catch (error) {
        outcome = { error };
      }
      await group;
      if ('error' in outcome) throw outcome.error;
      return outcome.result;
    },
    async flush() {
      await committed;
    },
  };
}
