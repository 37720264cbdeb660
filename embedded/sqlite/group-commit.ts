import type { DatabaseSync } from 'node:sqlite';
import type { DiskSync } from './disk-sync.ts';
import { inTransaction } from './in-transaction.ts';

/** Runs operations on a database and answers each once all that it wrote or read is on the disk. */
export interface GroupCommit {
  /**
   * Runs one operation at once and resolves when its group is on the disk.
   *
   * An operation that throws is undone; it rejects without harm to the others of its group.
   */
  run<Result>(operation: () => Result): Promise<Result>;
  /** Resolves when everything that ran so far is on the disk. */
  durable(): Promise<void>;
  /** Commits the open group and waits until everything is on the disk. */
  close(): Promise<void>;
}

/**
 * Commits the operations that arrive in one turn of the event loop together, and shares one sync of the disk among them.
 *
 * The first operation opens a transaction; the end of the turn commits it. The commit itself does not wait for the disk:
 * the write-ahead log is synced in the background, while the next group is already running. Until its group is on the disk
 * nobody gets an answer, readers included: what they saw must not be lost with the power.
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
    // Whoever waits hears of a failure; that nobody does is no failure of its own.
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
      group?.end();
      await latest;
      await disk?.close();
    },
  };
}
