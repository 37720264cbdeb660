import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startCompaction } from './compaction.ts';
import { createDiskSync } from './disk-sync.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';

/**
 * The SQLite file of the machine. All services write to it, so one sync of the disk covers what they write together, and
 * what survives a power failure is always a prefix of what was written, across all of them.
 */
export interface Store {
  readonly database: DatabaseSync;
  readonly commits: GroupCommit;
  /** Commits and syncs what is open, and closes the file. */
  close(): Promise<void>;
}

/** Version of the tables, stored in SQLite's `user_version`. */
const STORE_VERSION = 1;

/**
 * WAL with `synchronous = NORMAL`: a commit does not wait for the disk; the group commit syncs the log before it answers. With
 * `secure_delete`, what is deleted or replaced is overwritten with zeros, so that nothing stays in free space.
 */
const SETTINGS = `
  PRAGMA busy_timeout = 5000;
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA foreign_keys = ON;
  PRAGMA secure_delete = ON;
  PRAGMA journal_size_limit = 16777216;
  PRAGMA wal_autocheckpoint = 2000;
`;

/**
 * Moves the write-ahead log of an earlier process into the file. If that process ended because the disk had failed, the log in
 * memory may hold what the disk does not; a power failure would then cut off everything that follows it.
 */
const EMPTY_THE_LOG = 'PRAGMA wal_checkpoint(TRUNCATE)';

/**
 * Opens a store, and creates its file and folder if missing. Only one process may write to it at a time. When its disk fails to
 * write, the process ends with an uncaught DiskSyncFailed.
 *
 * @param file path, or `:memory:`
 * @throws Error when the file was written by another version
 */
export function openStore(file: string): Store {
  const isInMemory = file === ':memory:';
  if (!isInMemory) mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  try {
    database.exec(SETTINGS);
    checkVersion(database, file);
    database.exec(EMPTY_THE_LOG);
  } catch (error) {
    database.close();
    throw error;
  }
  const commits = createGroupCommit(database, isInMemory ? undefined : createDiskSync(`${file}-wal`));
  const endCompaction = startCompaction({ database, commits });
  let closing: Promise<void> | undefined;
  return {
    database,
    commits,
    close() {
      endCompaction();
      closing ??= commits.close().finally(() => database.close());
      return closing;
    },
  };
}

function checkVersion(database: DatabaseSync, file: string): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version === 0) database.exec(`PRAGMA user_version = ${STORE_VERSION}`);
  else if (version !== STORE_VERSION)
    throw new Error(
      `Expected the store ${file} in version ${STORE_VERSION}, found version ${version}: move the file away to start empty.`,
    );
}
