import type { DatabaseSync } from 'node:sqlite';
import type { DiskSync } from './disk-sync.ts';
import { inTransaction } from './in-transaction.ts';

/** Runs operations on a database, and resolves each once everything that it wrote or read is on disk. */
export interface GroupCommit {
  /**
   * Runs one operation immediately and resolves when its group is on disk.
   *
   * An operation that throws is rolled back and rejects, without affecting the others of its group.
   */
  run<Result>(operation: () => Result): Promise<Result>;
  /** Resolves when everything that has run so far is on disk. */
  durable(): Promise<void>;
  /** Commits the open group and waits until everything is on disk. Operations that arrive later are rejected. */
  close(): Promise<void>;
}

/**
 * Commits together the operations that arrive in one turn of the event loop, with a single sync of the disk.
 *
 * The first operation opens a transaction; the end of the turn commits it. The commit itself does not wait for the disk:
 * the write-ahead log is synced in the background, while the next group is already running. No operation resolves before
 * its group is on disk, not even a read: what it returned must survive a power failure.
 *
 * @param disk syncs the write-ahead log; absent for a database in memory
 */
export function createGroupCommit(database: DatabaseSync, disk?: DiskSync): GroupCommit {
  const statement = (sql: string): (() => void) => {
    const prepared = database.prepare(sql);
    return () => void prepared.run();
  };
  const [begin, commit] = [statement('BEGIN IMMEDIATE'), statement('COMMIT')];
  let group: { readonly committed: Promise<void>; end(): void } | undefined;
  let latest: Promise<void> | undefined;
  let isClosed = false;

  const open = (): NonNullable<typeof group> => {
    begin();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const end = (): void => {
      if (group !== opened) return;
      group = undefined;
      try {
        commit();
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        reject(error);
        return;
      }
      if (disk === undefined) resolve();
      else disk.synced().then(resolve, reject);
    };
    const opened = { committed: promise, end };
    latest = promise;
    // Callers that wait get the error. Without any, it must not become an unhandled rejection.
    promise.catch(() => {});
    setImmediate(end);
    return opened;
  };

  const attempt = <Result>(operation: () => Result): (() => Result) => {
    try {
      const result = inTransaction(database, operation);
      return () => result;
    } catch (error) {
      return () => {
        throw error;
      };
    }
  };

  return {
    async run(operation) {
      // Its group would still be open when the database closes, and would be lost.
      if (isClosed) throw new Error('The database is closing.');
      group ??= open();
      const { committed } = group;
      const outcome = attempt(operation);
      await committed;
      return outcome();
    },
    async durable() {
      await latest;
    },
    async close() {
      isClosed = true;
      group?.end();
      await latest;
      await disk?.close();
    },
  };
}
