import type { DatabaseSync } from 'node:sqlite';
import type { DiskSync } from './disk-sync.ts';
import { createSavepoint } from './savepoint.ts';
import { StoreFull, storeError } from './store-full.ts';

/** Runs operations on a database in groups that share a transaction and a sync of the disk. */
export interface GroupCommit {
  /**
   * Runs one operation immediately and resolves when its group is on disk.
   *
   * An operation that throws is rolled back and rejects, without affecting the others of its group.
   */
  run<Result>(operation: () => Result): Promise<Result>;
  /**
   * Like `run`, but resolves when the group is committed: a crash of the process cannot undo it, a power failure can. For
   * writes that are written again after a power failure. The next sync covers them, at the latest after 50 ms.
   */
  commit<Result>(operation: () => Result): Promise<Result>;
  /** For an operation that is running: resolves when what it writes is on disk. */
  onDisk(): Promise<void>;
  /** Calls `listener` whenever writes were rolled back, before anybody is told. */
  onRollback(listener: () => void): void;
  /** Resolves when everything that has run so far is on disk. */
  durable(): Promise<void>;
  /** Commits the open group and waits until everything is on disk. Operations that arrive later are rejected. */
  close(): Promise<void>;
}

/** Longest time in milliseconds that a committed write waits for a sync. */
const LAZY_SYNC_MS = 50;

/** The operations of one turn of the event loop. */
interface Group {
  /** Whether an operation waits until the group is on disk. */
  mustSync: boolean;
  /** Rows that the connection had changed before. */
  readonly changesBefore: number;
  /** Why the group cannot be committed: without space, SQLite may have rolled all of it back. */
  failure?: StoreFull;
  readonly committed: Promise<void>;
  /** Resolves when the group is on disk, whether or not anybody waits for it. */
  readonly synced: Promise<void>;
  end(): void;
}

/**
 * Commits together the operations that arrive in one turn of the event loop, with a single sync of the disk.
 *
 * The first operation opens a transaction; the end of the turn commits it. The commit itself does not wait for the disk:
 * the write-ahead log is synced in the background, while the next group is already running. What `run` returns survives a power
 * failure. A group that has changed no row waits for what it may have read, and for no sync of its own.
 *
 * @param disk syncs the write-ahead log; absent for a database in memory
 */
export function createGroupCommit(database: DatabaseSync, disk?: DiskSync): GroupCommit {
  const statement = (sql: string): (() => void) => {
    const prepared = database.prepare(sql);
    return () => void prepared.run();
  };
  const [begin, commit] = [statement('BEGIN IMMEDIATE'), statement('COMMIT')];
  const totalChanges = database.prepare('SELECT total_changes() AS changes');
  const changes = (): number => Number(totalChanges.get()?.changes);
  const savepoint = createSavepoint(database);
  let group: Group | undefined;
  /** Groups that the next sync brings to disk. */
  let unsynced: PromiseWithResolvers<void>[] = [];
  let latestSync: Promise<void> | undefined;
  /** Set while committed writes wait for the next sync. */
  let lazySync: NodeJS.Timeout | undefined;
  const rollbackListeners: (() => void)[] = [];
  const rolledBack = (): void => {
    for (const listener of rollbackListeners) listener();
  };
  let isClosed = false;

  const sync = (): Promise<void> => {
    clearTimeout(lazySync);
    lazySync = undefined;
    const covered = unsynced;
    unsynced = [];
    latestSync = disk?.synced() ?? Promise.resolve();
    latestSync.then(
      () => {
        for (const { resolve } of covered) resolve();
      },
      (error: unknown) => {
        for (const { reject } of covered) reject(error);
      },
    );
    return latestSync;
  };
  const syncLater = (): void => {
    // A failure shows at the next operation that waits for the disk.
    lazySync ??= setTimeout(() => void sync().catch(() => {}), LAZY_SYNC_MS).unref();
  };

  const open = (): Group => {
    begin();
    const changesBefore = changes();
    const committed = Promise.withResolvers<void>();
    const synced = Promise.withResolvers<void>();
    const end = (): void => {
      if (group !== opened) return;
      group = undefined;
      try {
        if (opened.failure !== undefined) throw opened.failure;
        commit();
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        rolledBack();
        const reason = storeError(error);
        committed.reject(reason);
        synced.reject(reason);
        return;
      }
      committed.resolve();
      // What it read may still be on its way to the disk.
      if (changes() === opened.changesBefore && lazySync === undefined) {
        Promise.resolve(latestSync).catch(sync).then(synced.resolve, synced.reject);
        return;
      }
      unsynced.push(synced);
      if (opened.mustSync) void sync();
      else syncLater();
    };
    const opened: Group = { mustSync: false, changesBefore, committed: committed.promise, synced: synced.promise, end };
    // Callers that wait get the error. Without any, it must not become an unhandled rejection.
    committed.promise.catch(() => {});
    synced.promise.catch(() => {});
    setImmediate(end);
    return opened;
  };

  const attempt = <Result>(joined: Group, operation: () => Result): (() => Result) => {
    try {
      if (joined.failure !== undefined) throw joined.failure;
      const result = savepoint(operation);
      return () => result;
    } catch (caught) {
      rolledBack();
      const error = storeError(caught);
      if (error instanceof StoreFull) joined.failure = error;
      return () => {
        throw error;
      };
    }
  };
  const join = (): Group => {
    // The group would still be open when the database closes, and would be lost.
    if (isClosed) throw new Error('The database is closing.');
    group ??= open();
    return group;
  };
  return {
    async run(operation) {
      const joined = join();
      joined.mustSync = true;
      const outcome = attempt(joined, operation);
      await joined.synced;
      return outcome();
    },
    async commit(operation) {
      const joined = join();
      const outcome = attempt(joined, operation);
      await joined.committed;
      return outcome();
    },
    onDisk: () => join().synced,
    onRollback: (listener) => void rollbackListeners.push(listener),
    async durable() {
      if (group !== undefined) {
        group.mustSync = true;
        await group.synced;
      } else await (lazySync === undefined ? latestSync : sync());
    },
    async close() {
      isClosed = true;
      if (group !== undefined) group.mustSync = true;
      group?.end();
      await (lazySync === undefined ? latestSync : sync());
      await disk?.close();
    },
  };
}
